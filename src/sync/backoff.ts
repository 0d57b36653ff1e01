import type { RandomSource } from '../domain/ports.ts';

const FIRST_DELAY_MS = 500;
const MAXIMUM_DELAY_MS = 60_000;

/** How long to wait before try `attempt` (1 for the first repetition): doubling, bounded, with up to half of it random. */
export function backoffDelayMs(attempt: number, random: RandomSource): number {
  const fullMs = Math.min(MAXIMUM_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(fullMs * (0.5 + random.next() / 2));
}
