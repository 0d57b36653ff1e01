import { Session } from 'node:inspector';

/** Says which blocks of the program ran for the first time. */
export interface BlockCoverage {
  /** How many blocks ran since the last call that had never run before. */
  takeNew(): number;
  /** How many blocks have run at all. */
  seen(): number;
  stop(): void;
}

/**
 * Counts blocks of the modules whose address contains one of `parts` as V8 counts them (Chrome DevTools Protocol,
 * Profiler.startPreciseCoverage with `detailed`). One at a time in a process.
 */
export function startBlockCoverage(parts: readonly string[]): BlockCoverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const blocks = new Set<string>();
  return {
    takeNew() {
      const before = blocks.size;
      session.post('Profiler.takePreciseCoverage', (error, taken) => {
        if (error !== null) {
          throw new Error('V8 gives no coverage', { cause: error });
        }
        for (const script of taken.result) {
          if (parts.some((part) => script.url.includes(part))) {
            for (const { ranges } of script.functions) {
              for (const { startOffset, endOffset, count } of ranges) {
                if (count > 0) {
                  blocks.add(`${script.scriptId}:${startOffset}:${endOffset}:${bucketOf(count)}`);
                }
              }
            }
          }
        }
      });
      return blocks.size - before;
    },
    seen: () => blocks.size,
    stop: () => session.disconnect(),
  };
}

/** How often a block ran, roughly: loops that run longer than any before are news too. */
function bucketOf(count: number): number {
  return Math.min(6, Math.floor(Math.log2(count)));
}
