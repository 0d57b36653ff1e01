import { fail, ok, type Result } from '../domain/result.ts';
import type { SealedTransaction } from '../domain/transaction.ts';
import type { Replica } from '../replica/replica.ts';
import { firstLost, gapsIn, type SequenceRange } from './journalGaps.ts';
import { parseSealedTransaction } from './parseSealedTransaction.ts';

/** The most transactions that are read from the journal at once. */
const BATCH = 200;

/** Reads the journal: sealed transactions with a sequence above `afterSequence`, ascending, at most `limit`. */
export type ReadJournal = (
  afterSequence: number,
  limit: number,
) => Promise<Result<readonly unknown[], { readonly message: string }>>;

/** What of the chain the journal need not hold. */
export interface JournalExtent {
  /** What is up to here was pruned, or was before the enrolment. */
  readonly startSequence: number;
  /** The ledger has confirmed everything up to here. */
  readonly confirmedSequence: number;
}

/** A journal that was never pruned, of a terminal that never synchronised. */
const WHOLE_CHAIN: JournalExtent = { startSequence: 0, confirmedSequence: 0 };

/** What a comparison of journal and replica found. */
export interface Reconciliation {
  /** The journal's last sequence, 0 for an empty one. */
  readonly journalSequence: number;
  /** Transactions that were only in the journal and are now in the replica too. */
  readonly inserted: number;
  /** Transactions compared. */
  readonly compared: number;
}

/** Why journal and replica do not belong together. Nothing is deleted; a person has to look. */
export interface ReconcileFault {
  readonly code:
    | 'journalUnreadable'
    | 'journalMalformed'
    /** A transaction that the ledger has not confirmed is in neither; all others were brought to the replica. */
    | 'journalGap'
    /** The replica has transactions that the journal lacks: was the journal lost or restored? */
    | 'journalBehind'
    /** The same sequence or id has another body in the replica. */
    | 'otherBody';
  readonly message: string;
}

/**
 * Brings the replica what the journal has and it lacks: a crash between fsync and insert heals, an emptied replica is
 * rebuilt. The journal is the truth.
 */
export async function reconcile(options: {
  readonly replica: Replica;
  readonly readJournal: ReadJournal;
  readonly extent?: JournalExtent;
}): Promise<Result<Reconciliation, ReconcileFault>> {
  const { transactions, state } = options.replica;
  const { startSequence, confirmedSequence } = options.extent ?? WHOLE_CHAIN;
  const start = await trustedSequence(options.replica, startSequence);
  const gaps: SequenceRange[] = [];
  let journalSequence = start;
  let inserted = 0;
  let compared = 0;
  for (;;) {
    const read = await readBatch(options.readJournal, journalSequence);
    if (!read.ok) {
      return read;
    }
    const kept = await transactions.insert(read.value);
    if (!kept.ok) {
      const { sequence } = kept.error;
      const message = `Transaction ${sequence} is another one in the replica than in the journal. Call support.`;
      return fail({ code: 'otherBody', message });
    }
    gaps.push(...gapsIn(read.value, Math.max(journalSequence, startSequence), confirmedSequence));
    inserted += kept.value.inserted;
    compared += read.value.length;
    journalSequence = read.value.at(-1)?.body.sequence ?? journalSequence;
    if (read.value.length < BATCH) {
      break;
    }
  }
  if (transactions.lastSequence.current() > journalSequence) {
    const surplus = transactions.lastSequence.current();
    const message = `The replica has transactions up to ${surplus}, the journal only up to ${journalSequence}. Was the journal restored from an older copy? Call support before selling on.`;
    return fail({ code: 'journalBehind', message });
  }
  if (state.current().acknowledgedSequence < confirmedSequence) {
    await state.update(() => ({ acknowledgedSequence: confirmedSequence }));
  }
  const lost = await firstLost(transactions, gaps);
  if (lost !== null) {
    const which = lost.first === lost.last ? `${lost.first}` : `${lost.first} to ${lost.last}`;
    const message = `The journal lacks transaction ${which}, which the ledger has not confirmed. Call support before the journal is touched.`;
    return fail({ code: 'journalGap', message });
  }
  if (state.current().reconciledSequence !== journalSequence) {
    await state.update(() => ({ reconciledSequence: journalSequence }));
  }
  return ok({ journalSequence, inserted, compared });
}

/** Up to here the comparison need not be repeated: it was done before, and as many transactions are still there. */
async function trustedSequence(
  { transactions, state }: Replica,
  startSequence: number,
): Promise<number> {
  const { reconciledSequence } = state.current();
  if (reconciledSequence <= startSequence) {
    return 0;
  }
  const present =
    (await transactions.countUpTo(reconciledSequence)) -
    (await transactions.countUpTo(startSequence));
  return present === reconciledSequence - startSequence ? reconciledSequence : 0;
}

async function readBatch(
  readJournal: ReadJournal,
  afterSequence: number,
): Promise<Result<SealedTransaction[], ReconcileFault>> {
  const answer = await readJournal(afterSequence, BATCH);
  if (!answer.ok) {
    return fail({ code: 'journalUnreadable', message: answer.error.message });
  }
  const sealed: SealedTransaction[] = [];
  for (const value of answer.value) {
    const parsed = parseSealedTransaction(value);
    if (!parsed.ok) {
      return fail({ code: 'journalMalformed', message: `In the journal ${parsed.error}.` });
    }
    const { sequence } = parsed.value.body;
    if (sequence <= (sealed.at(-1)?.body.sequence ?? afterSequence)) {
      const message = `The journal gives transaction ${sequence} out of order.`;
      return fail({ code: 'journalMalformed', message });
    }
    sealed.push(parsed.value);
  }
  return ok(sealed);
}
