import { createObserved, type Observed } from '../replica/observed.ts';
import type { Replica } from '../replica/replica.ts';
import type { LedgerLine } from './ledgerLine.ts';
import { phaseOf, type FillProgress, type SyncProblem, type SyncState } from './syncState.ts';

/** What the state of sync is made of. */
export interface StateSources {
  readonly replica: Replica;
  readonly line: LedgerLine;
  readonly pushProblem: Observed<SyncProblem | null>;
  readonly quarantined: Observed<number>;
  readonly storeFault: Observed<SyncProblem | null>;
  readonly fill: Observed<FillProgress | null>;
  readonly lastInStepAtMs: Observed<number | null>;
  readonly asOf: Observed<string | null>;
  /** Pulls that know of something they have not yet. */
  readonly behind: readonly Observed<boolean>[];
}

/** Makes one observed state of all that sync knows. */
export function createStateView(sources: StateSources): {
  readonly state: Observed<SyncState>;
  /** From now on the phase is `closed`. */
  close(): void;
} {
  const {
    replica,
    line,
    pushProblem,
    quarantined,
    storeFault,
    fill,
    lastInStepAtMs,
    asOf,
    behind,
  } = sources;
  const { pendingCount } = replica.transactions;
  let closed = false;
  const present = (): SyncState => {
    const problem = pushProblem.current() ?? storeFault.current() ?? line.problem.current();
    const pendingTransactions = pendingCount.current();
    return {
      phase: phaseOf({
        closed,
        stopped: pushProblem.current() !== null || line.problem.current()?.kind === 'refused',
        filled: replica.state.current().generation !== null,
        online: line.online.current(),
        behind: pendingTransactions > 0 || behind.some((one) => one.current()),
      }),
      fill: fill.current(),
      pendingTransactions,
      quarantinedTransactions: quarantined.current(),
      lastInStepAtMs: lastInStepAtMs.current(),
      asOf: asOf.current(),
      problem,
    };
  };
  const state = createObserved(present());
  const show = () => {
    const next = present();
    const before = state.current();
    const differs =
      next.phase !== before.phase ||
      next.fill !== before.fill ||
      next.pendingTransactions !== before.pendingTransactions ||
      next.quarantinedTransactions !== before.quarantinedTransactions ||
      next.lastInStepAtMs !== before.lastInStepAtMs ||
      next.asOf !== before.asOf ||
      next.problem !== before.problem;
    if (differs) {
      state.set(next);
    }
  };
  const watched: readonly Observed<unknown>[] = [
    pushProblem,
    quarantined,
    storeFault,
    fill,
    lastInStepAtMs,
    asOf,
    pendingCount,
    replica.state,
    line.online,
    line.problem,
    ...behind,
  ];
  const stops = watched.map((one) => one.subscribe(show));
  return {
    state,
    close() {
      closed = true;
      show();
      for (const stop of stops) {
        stop();
      }
    },
  };
}
