import { describe, expect, it } from 'vitest';
import { nextLookMs, type ScanPlanState } from '../../../../src/hardware/hid/scanPlan.ts';

const settled: ScanPlanState = {
  looksSinceChange: 99,
  watchActive: true,
  anyOpen: true,
  anyFailed: false,
};

describe('nextLookMs', () => {
  it('looks several times after a change, within seconds, since the list lags', () => {
    const waits = [0, 1, 2, 3, 4, 5].map((looks) =>
      nextLookMs({ ...settled, looksSinceChange: looks }),
    );
    expect(waits.every((wait) => wait !== null)).toBe(true);
    expect(waits[0]).toBeLessThanOrEqual(250);
  });

  it('never asks for the list again where changes are told and all is well', () => {
    expect(nextLookMs(settled)).toBeNull();
    expect(nextLookMs({ ...settled, anyOpen: false })).toBeNull();
  });

  it('asks seldom where nothing tells of changes, most seldom while a scanner is open', () => {
    const open = nextLookMs({ ...settled, watchActive: false }) ?? 0;
    const waiting = nextLookMs({ ...settled, watchActive: false, anyOpen: false }) ?? 0;
    expect(waiting).toBeGreaterThanOrEqual(3_000);
    expect(open).toBeGreaterThan(waiting);
  });

  it('keeps trying a scanner that could not be opened', () => {
    expect(nextLookMs({ ...settled, anyFailed: true })).not.toBeNull();
  });
});
