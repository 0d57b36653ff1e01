import type { Page } from '@playwright/test';

const ROUNDS = 40;

/** How the page's monotonic clock stands to this process's, in milliseconds. */
export interface ClockOffset {
  /** What to add to this process's `performance.now()` to have the page's. */
  readonly offsetMs: number;
  /** The offset may be wrong by this much either way. */
  readonly uncertaintyMs: number;
}

/** One question of the time: asked and answered by this process's clock, `thereMs` by the other. */
export interface ClockReading {
  readonly askedMs: number;
  readonly thereMs: number;
  readonly answeredMs: number;
}

/** The offset by the quickest answer (as in NTP, RFC 5905 section 8): the other clock was read between question and answer. */
export function offsetOf(readings: readonly ClockReading[]): ClockOffset {
  const [quickest] = readings.toSorted(
    (one, other) => one.answeredMs - one.askedMs - (other.answeredMs - other.askedMs),
  );
  if (quickest === undefined) {
    return { offsetMs: NaN, uncertaintyMs: Infinity };
  }
  const { askedMs, thereMs, answeredMs } = quickest;
  return {
    offsetMs: thereMs - (askedMs + answeredMs) / 2,
    uncertaintyMs: (answeredMs - askedMs) / 2,
  };
}

/** Measures the offset to the clock of `page`, which carries the scan watch. */
export async function pageClockOffset(page: Page): Promise<ClockOffset> {
  const readings: ClockReading[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const askedMs = performance.now();
    const thereMs = await page.evaluate(() => window.benchScan.now());
    readings.push({ askedMs, thereMs, answeredMs: performance.now() });
  }
  return offsetOf(readings);
}
