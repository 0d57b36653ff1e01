import { describe, expect, it } from 'vitest';
import { createSortedOrder, type SortedOrder } from '../../../src/replica/sortedOrder.ts';
import { seededRandom } from '../../support/ports.ts';

function orderOf(values: number[]) {
  return createSortedOrder(
    (row) => values[row] ?? 0,
    (left, right) => left - right,
  );
}

/** Takes all steps, calling `between` after each; gives their number. */
function settle(order: SortedOrder, between: () => void = () => undefined): number {
  const steps = order.settling();
  for (let count = 0; ; count += 1) {
    if (steps.next().done === true) {
      return count;
    }
    between();
  }
}

const expected = (values: readonly number[]) =>
  values
    .map((value, row) => ({ value, row }))
    .sort((left, right) => left.value - right.value || left.row - right.row)
    .map(({ row }) => row);

describe('an order that is kept while rows change', () => {
  it('is the order of a sort, however many rows come at once or change', () => {
    const random = seededRandom(7);
    const values: number[] = [];
    const order = orderOf(values);
    for (const count of [3, 5000, 12_345, 40, 1]) {
      for (let added = 0; added < count; added += 1) {
        order.touch(values.push(Math.floor(random.next() * 1000)) - 1);
      }
      for (let changed = 0; changed < count / 3; changed += 1) {
        const row = Math.floor(random.next() * values.length);
        values[row] = Math.floor(random.next() * 1000);
        order.touch(row);
      }
      settle(order);
      expect(order.rows()).toEqual(expected(values));
      expect(order.pending()).toBe(0);
    }
  });

  it('puts a few rows in their place when it is read, and many only step by step', () => {
    const values = Array.from({ length: 1000 }, (_, row) => -row);
    const order = orderOf(values);
    order.touch(0);
    order.touch(1);
    expect(order.rows()).toEqual([1, 0]);
    for (let row = 0; row < 1000; row += 1) {
      order.touch(row);
    }
    expect(order.rows()).toEqual([1, 0]);
    expect(settle(order)).toBeGreaterThan(1);
    expect(order.rows()).toEqual(expected(values));
  });

  it('survives rows that change between two steps, and has them right the next time', () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 20_000 }, () => Math.floor(random.next() * 50));
    const order = orderOf(values);
    for (let row = 0; row < values.length; row += 1) {
      order.touch(row);
    }
    settle(order, () => {
      const row = Math.floor(random.next() * values.length);
      values[row] = 1000;
      order.touch(row);
      expect(order.rows()).toHaveLength(0);
    });
    expect(order.pending()).toBeGreaterThan(0);
    expect(order.rows()).toEqual(expected(values));
  });

  it('forgets nothing where settling ends early', () => {
    const values = Array.from({ length: 5000 }, (_, row) => row % 7);
    const order = orderOf(values);
    for (let row = 0; row < values.length; row += 1) {
      order.touch(row);
    }
    const steps = order.settling();
    steps.next();
    steps.return();
    expect(order.pending()).toBe(5000);
    settle(order);
    expect(order.rows()).toEqual(expected(values));
  });

  it('takes many short steps for many rows', () => {
    const values = Array.from({ length: 100_000 }, (_, row) => (row * 7919) % 100_003);
    const order = orderOf(values);
    for (let row = 0; row < values.length; row += 1) {
      order.touch(row);
    }
    expect(settle(order)).toBeGreaterThan(100);
  });
});
