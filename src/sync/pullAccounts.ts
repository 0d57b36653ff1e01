import { MAXIMUM_ACCOUNTS, type PullAccountsResponse } from '../protocol/pullAccounts.ts';
import type { ReplicaState } from '../replica/replicaState.ts';
import type { MemberSingleDocument } from '../replica/schemas/memberSingles.ts';
import type { PageGeneration } from '../replica/schemas/state.ts';
import type { LedgerLine } from './ledgerLine.ts';
import type { PullSource } from './pullReplication.ts';
import type { Staleness } from './staleness.ts';

/** Where the pull of single accounts is, for one generation of pages. */
export interface AccountsCheckpoint {
  readonly generation: string;
  /** The ledger's own checkpoint. */
  readonly ledger: string;
}

/** What the source of accounts needs. */
export interface AccountsSourceOptions {
  readonly line: LedgerLine;
  readonly state: ReplicaState;
  readonly staleness: Staleness;
  readonly nowMs: () => number;
  /** Everything that the ledger had is stored: since when, by the terminal's clock, and what the ledger's clock said. */
  readonly onCaughtUp: (
    generation: PageGeneration,
    askedAtMs: number,
    asOf: string,
  ) => Promise<void>;
  /** The ledger cannot continue from this checkpoint: pages have to be filled again. */
  readonly onRefill: () => Promise<void>;
}

/** Accounts that changed after the pages were cut; none while there are no pages. */
export function createAccountsSource(
  options: AccountsSourceOptions,
): PullSource<MemberSingleDocument, AccountsCheckpoint> {
  const { line, state, staleness } = options;
  return {
    async next(checkpoint, stored) {
      let own = checkpoint;
      let caughtUp: { readonly askedAtMs: number; readonly asOf: string } | null = null;
      for (;;) {
        const { generation } = state.current();
        if (generation === null) {
          return { documents: [], checkpoint };
        }
        if (!staleness.isStale()) {
          await stored();
          const latest = caughtUp ?? staleness.takeCaughtUp();
          if (latest !== null) {
            await options.onCaughtUp(generation, latest.askedAtMs, latest.asOf);
          }
          return { documents: [], checkpoint };
        }
        const from =
          own?.generation === generation.generation ? own.ledger : generation.accountsCheckpoint;
        const askedAtMs = options.nowMs();
        const asked = staleness.ask();
        const answer = await line.exchange('pullAccounts', {
          checkpoint: from,
          limit: MAXIMUM_ACCOUNTS,
        });
        if (answer.refill) {
          asked.answered(false);
          await options.onRefill();
          return { documents: [], checkpoint };
        }
        own = { generation: generation.generation, ledger: answer.checkpoint };
        asked.answered(answer.more);
        caughtUp = answer.more ? null : { askedAtMs, asOf: answer.asOf };
        if (answer.accounts.length > 0) {
          staleness.keepCaughtUp(caughtUp);
          return { documents: documentsOf(answer, generation), checkpoint: own };
        }
      }
    },
  };
}

function documentsOf(answer: PullAccountsResponse, { generation }: PageGeneration) {
  const { asOf, appliedSequence } = answer;
  return answer.accounts.map((account) => ({
    ...account,
    asOf,
    appliedSequence,
    generation,
    _deleted: false,
  }));
}
