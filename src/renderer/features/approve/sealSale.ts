import { canonicalText, type CanonicalValue } from '../../../domain/canonical.ts';
import {
  draftOf,
  type SealedTransaction,
  type TransactionDraft,
} from '../../../domain/transaction.ts';
import type { IpcErrorCode } from '../../../ipc/result.ts';
import type { TillData } from '../../stores/tillData.ts';
import type { SealJournal } from './sealJournal.ts';

/** What became of a sale that the journal was asked to seal. */
export type SealOutcome =
  | { readonly kind: 'sealed'; readonly transaction: SealedTransaction }
  /** The host said no: nothing was sold. */
  | { readonly kind: 'notSealed'; readonly code: IpcErrorCode; readonly message: string }
  /** No answer came: only the journal knows. `afterSequence` was its end before the sale. */
  | { readonly kind: 'uncertain'; readonly afterSequence: number };

/** What sealing works with. */
export interface SealPorts {
  readonly journal: SealJournal;
  readonly data: Pick<TillData, 'parseSealed'>;
}

/** Codes after which the journal may hold the sale all the same: the answer was lost, not given. */
const UNCERTAIN: readonly IpcErrorCode[] = ['timeout', 'internal', 'badMessage'];

/**
 * Asks the journal to seal `draft`. Only `sealed` is an approval (invariant 1): an answer that is lost or makes no
 * sense is `uncertain` and is settled by `settleUncertain`.
 */
export async function sealSale(ports: SealPorts, draft: TransactionDraft): Promise<SealOutcome> {
  const status = await ports.journal.status();
  if (!status.ok) {
    return { kind: 'notSealed', code: status.error.code, message: status.error.message };
  }
  const afterSequence = status.value.sequence;
  const answer = await ports.journal.append(draft);
  if (answer.ok) {
    const transaction = ports.data.parseSealed(answer.value.transaction);
    return transaction === null
      ? { kind: 'uncertain', afterSequence }
      : { kind: 'sealed', transaction };
  }
  if (UNCERTAIN.includes(answer.error.code)) {
    return { kind: 'uncertain', afterSequence };
  }
  return { kind: 'notSealed', code: answer.error.code, message: answer.error.message };
}

/**
 * Reads the journal to learn what became of an uncertain sale: the sealed transaction, `absent` where the journal
 * ends without it, or `noAnswer` where the host cannot be asked yet.
 */
export async function settleUncertain(
  ports: SealPorts,
  draft: TransactionDraft,
  afterSequence: number,
): Promise<SealedTransaction | 'absent' | 'noAnswer'> {
  const answer = await ports.journal.read(afterSequence, 10);
  if (!answer.ok) {
    return 'noAnswer';
  }
  for (const record of answer.value.transactions) {
    const transaction = ports.data.parseSealed(record);
    if (transaction !== null && hasDraft(transaction, draft)) {
      return transaction;
    }
  }
  return 'absent';
}

/** How often the journal is asked while it is not known whether a transaction was sealed. */
const SETTLE_INTERVAL_MS = 1000;

/**
 * How often in a row the journal must answer that the transaction is absent: an append that was under way when the
 * connection broke may end after the first answer.
 */
const ABSENT_ANSWERS = 3;

/**
 * Seals `draft`; where the answer is lost, calls `onUncertain` and asks the journal until it says what became of it. The
 * cashier waits, for only the journal knows.
 */
export async function sealUntilKnown(
  ports: SealPorts & { readonly sleep: (durationMs: number) => Promise<void> },
  draft: TransactionDraft,
  onUncertain: () => void,
): Promise<Exclude<SealOutcome, { kind: 'uncertain' }>> {
  const outcome = await sealSale(ports, draft);
  if (outcome.kind !== 'uncertain') {
    return outcome;
  }
  onUncertain();
  for (let absentAnswers = 0; absentAnswers < ABSENT_ANSWERS;) {
    await ports.sleep(SETTLE_INTERVAL_MS);
    const found = await settleUncertain(ports, draft, outcome.afterSequence);
    if (found === 'absent') {
      absentAnswers += 1;
    } else if (found === 'noAnswer') {
      absentAnswers = 0;
    } else {
      return { kind: 'sealed', transaction: found };
    }
  }
  const message =
    'The host stopped before this was recorded. Nothing was sold or returned: approve it again.';
  return { kind: 'notSealed', code: 'internal', message };
}

function hasDraft(transaction: SealedTransaction, draft: TransactionDraft): boolean {
  return draftText(draftOf(transaction.body)) === draftText(draft);
}

function draftText(draft: TransactionDraft): string {
  return canonicalText({ ...draft } as unknown as CanonicalValue);
}
