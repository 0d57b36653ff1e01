import type { SealedTransaction } from '../../domain/transaction.ts';
import { settleFirstHomes } from '../leases/homeStore.ts';
import type { SqlSession } from '../storage/sql.ts';
import { captureHolds } from './captureHolds.ts';
import { captureLeases } from './captureLeases.ts';
import { writeEntries } from './ledgerEntry.ts';
import { planBatch, type BatchPlan } from './planBatch.ts';
import type { PostingException } from './postingException.ts';
import { lockParties } from './readParties.ts';
import type { ProgrammeVersions } from './readProgrammes.ts';
import { claimWaitingReturns, insertReturnedLines, settleParked } from './returnRows.ts';

/** What posting came to, beside its entries. */
export interface PostedTransactions {
  /** Ids of the transactions that wait, e.g. for their card to be known. */
  readonly parked: ReadonlySet<string>;
  /** To be recorded by the caller, who knows under which subject. */
  readonly exceptions: readonly PostingException[];
}

/**
 * Posts admitted transactions in their order, and the parked returns that waited for them: locks their members, plans,
 * writes entries and captures holds. The transactions themselves are stored by the caller, in `store`.
 */
export async function postTransactions(
  session: SqlSession,
  transactions: readonly SealedTransaction[],
  programmes: ProgrammeVersions,
  now: Date,
  store: (plan: BatchPlan) => Promise<void>,
): Promise<PostedTransactions> {
  const waiting = await claimWaitingReturns(
    session,
    transactions.map(({ body }) => body),
  );
  const all = [...transactions, ...waiting];
  const bodies = all.map(({ body }) => body);
  const plan = planBatch(all, await lockParties(session, bodies), programmes, now.getTime());
  await store(plan);
  await writeEntries(session, plan.entries, now);
  await settleFirstHomes(session, plan.entries);
  await captureHolds(session, plan.capturedHolds);
  await captureLeases(session, plan.leaseSpendings);
  await insertReturnedLines(session, plan.returnedLines);
  await settleParked(session, waiting, plan, now);
  return { parked: plan.parked, exceptions: plan.exceptions };
}
