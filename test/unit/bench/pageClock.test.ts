import { describe, expect, it } from 'vitest';
import { offsetOf } from '../../bench/pageClock.ts';

describe('the offset between two clocks', () => {
  it('comes from the quickest answer, and is uncertain by half of its time', () => {
    const readings = [
      { askedMs: 0, thereMs: 1080, answeredMs: 100 },
      { askedMs: 200, thereMs: 1202, answeredMs: 204 },
      { askedMs: 300, thereMs: 1301, answeredMs: 330 },
    ];
    expect(offsetOf(readings)).toEqual({ offsetMs: 1000, uncertaintyMs: 2 });
  });

  it('is never wrong by more than it says, however uneven the two ways are', () => {
    const trueOffsetMs = -250;
    for (const [thereAfterMs, backAfterMs] of [
      [0, 8],
      [8, 0],
      [3, 5],
    ] as const) {
      const askedMs = 1000;
      const thereMs = askedMs + thereAfterMs + trueOffsetMs;
      const answeredMs = askedMs + thereAfterMs + backAfterMs;
      const { offsetMs, uncertaintyMs } = offsetOf([{ askedMs, thereMs, answeredMs }]);
      expect(Math.abs(offsetMs - trueOffsetMs)).toBeLessThanOrEqual(uncertaintyMs);
    }
  });

  it('is unknown without a reading', () => {
    expect(offsetOf([]).uncertaintyMs).toBe(Infinity);
  });
});
