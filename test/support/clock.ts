import type { Clock } from '../../src/domain/ports.ts';

/** A clock that stands still until the test moves it, in either direction. */
export interface ManualClock extends Clock {
  set(nowMs: number): void;
  advance(byMs: number): void;
}

/** A manual clock that starts at `startMs`, 2026-11-22T09:30:00Z where not given. */
export function manualClock(startMs = Date.UTC(2026, 10, 22, 9, 30)): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    set: (instantMs) => {
      nowMs = instantMs;
    },
    advance: (byMs) => {
      nowMs += byMs;
    },
  };
}
