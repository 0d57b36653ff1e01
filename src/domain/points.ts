import { assert } from './assert.ts';

/** The largest magnitude a count of points may reach: far above any balance, far below 2^53. */
export const MAXIMUM_POINTS = 1_000_000_000_000;

/** Asserts that `points` is an integer within ±MAXIMUM_POINTS, and returns it. */
export function checkedPoints(points: number): number {
  assert(Number.isInteger(points), 'points are integers');
  assert(Math.abs(points) <= MAXIMUM_POINTS, 'points are out of range');
  return points;
}

/** The sum of integer points; asserts on range. The sum of none is 0. */
export function sumPoints(points: Iterable<number>): number {
  let sum = 0;
  for (const part of points) {
    sum = checkedPoints(sum + checkedPoints(part));
  }
  return sum;
}
