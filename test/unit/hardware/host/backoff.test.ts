import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../../src/hardware/backoff.ts';

describe('backoffMs', () => {
  it('doubles from the first wait and stops at the longest', () => {
    expect([0, 1, 2, 3, 4, 1_000].map((failures) => backoffMs(failures, 250, 3_000))).toEqual([
      250, 500, 1_000, 2_000, 3_000, 3_000,
    ]);
  });
});
