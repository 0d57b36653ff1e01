import type { SealedTransaction } from '../../domain/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';
import { captureHolds } from './captureHolds.ts';
import { writeEntries } from './ledgerEntry.ts';
import { planBatch, type BatchPlan } from './planBatch.ts';
import type { PostingException } from './postingException.ts';
import { lockParties } from './readParties.ts';
import type { ProgrammeVersions } from './readProgrammes.ts';

/** What posting came to, beside its entries. */
export interface PostedTransactions {
  /** Sequences that wait, e.g. for their card to be known. */
  readonly parked: ReadonlySet<number>;
  /** To be recorded by the caller, who knows under which subject. */
  readonly exceptions: readonly PostingException[];
}

/**
 * Posts admitted transactions in their order: locks their members, plans, writes entries and captures holds. The
 * transactions themselves are stored by the caller before it.
 */
export async function postTransactions(
  session: SqlSession,
  transactions: readonly SealedTransaction[],
  programmes: ProgrammeVersions,
  now: Date,
  store: (plan: BatchPlan) => Promise<void>,
): Promise<PostedTransactions> {
  const bodies = transactions.map(({ body }) => body);
  const plan = planBatch(transactions, await lockParties(session, bodies), programmes);
  await store(plan);
  await writeEntries(session, plan.entries, now);
  await captureHolds(session, plan.capturedHolds);
  return { parked: plan.parked, exceptions: plan.exceptions };
}
