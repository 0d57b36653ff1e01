import type { LedgerContext } from '../chain/ledgerContext.ts';
import { expireHolds } from '../holds/expireHolds.ts';
import { postOverlookedReturns } from './postOverlookedReturns.ts';
import { reconcile } from '../reconciliation/reconcile.ts';
import { settleLots } from './settleLots.ts';

/** What a ledger does by itself now and then. Each is bounded and may run in several ledgers of one chain at once. */
const jobs: readonly {
  readonly name: string;
  readonly run: (context: LedgerContext) => Promise<unknown>;
}[] = [
  { name: 'lapsed holds', run: expireHolds },
  { name: 'vesting and expiry', run: settleLots },
  { name: 'waiting returns', run: postOverlookedReturns },
  { name: 'reconciliation', run: reconcile },
];

const EVERY_MS = 30_000;

/** Runs the jobs every 30 s, one after the other, until `stop`; one that fails is logged and runs again. */
export function startJobs(
  context: LedgerContext,
  logError: (text: string) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const runAll = async (): Promise<void> => {
    for (const { name, run } of jobs) {
      await run(context).catch((error: unknown) =>
        logError(`job ${name} failed: ${error instanceof Error ? error.message : 'unknown'}`),
      );
    }
  };
  const timer = setInterval(() => {
    // A run that takes longer than the interval is not joined by another.
    running ??= runAll().finally(() => {
      running = null;
    });
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
