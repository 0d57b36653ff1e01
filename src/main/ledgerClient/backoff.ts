import type { RandomSource } from '../../domain/ports.ts';

/** Bounds of the waits between attempts, milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly maximumMs: number;
}

/**
 * The wait before attempt `attempt` (1 for the first repetition): "full jitter", a random share of an exponentially growing
 * bound, so that a thousand tills do not come back in one instant after the ledger was away.
 */
export function backoffMs(backoff: Backoff, attempt: number, random: RandomSource): number {
  const bound = Math.min(backoff.maximumMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(bound * random.next());
}
