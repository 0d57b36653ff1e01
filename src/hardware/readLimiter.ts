/** More reads than this of one reader within a second are noise (a wrong speed, a stuck trigger), not scans. */
const MAXIMUM_READS_PER_SECOND = 32;

/** Bounds what one reader can pour into the terminal. */
export class ReadLimiter {
  #secondStartMs = Number.NEGATIVE_INFINITY;
  #taken = 0;

  /** Whether a read at `atMs` (monotonic) may pass; `firstDrop` tells the one that deserves a line in the log. */
  take(atMs: number): 'pass' | 'firstDrop' | 'drop' {
    if (atMs - this.#secondStartMs >= 1000) {
      this.#secondStartMs = atMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    if (this.#taken <= MAXIMUM_READS_PER_SECOND) {
      return 'pass';
    }
    return this.#taken === MAXIMUM_READS_PER_SECOND + 1 ? 'firstDrop' : 'drop';
  }
}
