import { describe, expect, it } from 'vitest';
import { durationsOf, percentile } from '../../bench/percentiles.ts';

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('percentiles', () => {
  it('are measured samples by nearest rank, whatever the order of the samples', () => {
    expect(durationsOf(oneTo(200).toReversed())).toEqual({ p50: 100, p99: 198 });
  });

  it('are the worst sample at 1, and of a single sample that sample', () => {
    expect(percentile(oneTo(7), 1)).toBe(7);
    expect(durationsOf([3])).toEqual({ p50: 3, p99: 3 });
  });

  it('leave the samples in their order', () => {
    const samples = [3, 1, 2];
    durationsOf(samples);
    expect(samples).toEqual([3, 1, 2]);
  });

  it('are no number without samples, so that no aim is met by nothing', () => {
    expect(durationsOf([])).toEqual({ p50: NaN, p99: NaN });
  });
});
