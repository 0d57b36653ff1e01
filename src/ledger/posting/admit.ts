import type { PushStopCode } from '../../protocol/push.ts';
import type { ChainHead } from '../../domain/seal.ts';
import { verifyNext, type ChainFault } from '../../domain/seal.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import { sha256Hex, verifyEd25519 } from '../chain/crypto.ts';

/** What the ledger knows of the terminal and of what it already has of this batch. */
export interface AdmissionState {
  readonly terminalId: string;
  readonly publicKey: string;
  readonly head: ChainHead;
  /** Hash of each known transaction, by `sequenceKey` and by `idKey`. */
  readonly known: ReadonlyMap<string, string>;
  readonly hasProgramme: (programmeId: string, version: number) => boolean;
}

export interface Stop {
  readonly sequence: number;
  readonly code: PushStopCode;
  readonly message: string;
  readonly expectedSequence: number;
}

/** What a batch comes to before anything is posted. */
export interface Admission {
  readonly duplicates: readonly number[];
  readonly accepted: readonly SealedTransaction[];
  readonly head: ChainHead;
  readonly stopped: Stop | null;
}

export const sequenceKey = (sequence: number): string => `#${sequence}`;
export const idKey = (transactionId: string): string => `id ${transactionId}`;

/** Goes through a batch in order until its end or the first transaction that may not be posted. */
export function admit(state: AdmissionState, batch: readonly SealedTransaction[]): Admission {
  const duplicates: number[] = [];
  const accepted: SealedTransaction[] = [];
  const known = new Map(state.known);
  let head = state.head;
  for (const transaction of batch) {
    const step = admitOne({ ...state, known, head }, transaction);
    if (!step.ok) {
      const { sequence } = transaction.body;
      const stopped = { ...step.error, sequence, expectedSequence: head.sequence + 1 };
      return { duplicates, accepted, head, stopped };
    }
    if (step.value === null) {
      duplicates.push(transaction.body.sequence);
      continue;
    }
    head = step.value;
    accepted.push(transaction);
    known.set(sequenceKey(head.sequence), head.hash);
    known.set(idKey(transaction.body.transactionId), head.hash);
  }
  return { duplicates, accepted, head, stopped: null };
}

/** The new head, or null where the transaction is known already. */
function admitOne(
  state: AdmissionState,
  transaction: SealedTransaction,
): Result<ChainHead | null, Pick<Stop, 'code' | 'message'>> {
  const { body, hash, signature } = transaction;
  if (body.terminalId !== state.terminalId) {
    return fail({
      code: 'foreignTerminal',
      message: `The transaction belongs to terminal ${body.terminalId}, not to ${state.terminalId}.`,
    });
  }
  const next = verifyNext(state.head, transaction, sha256Hex);
  if (!next.ok && next.error.code === 'hashMismatch') {
    return fail({ code: 'chainBroken', message: chainFaultText(next.error) });
  }
  const bySequence = state.known.get(sequenceKey(body.sequence));
  const byId = state.known.get(idKey(body.transactionId));
  if (bySequence === hash && byId === hash) {
    return ok(null);
  }
  if (bySequence !== undefined || byId !== undefined) {
    const what =
      bySequence === undefined ? `Id ${body.transactionId}` : `Sequence ${body.sequence}`;
    return fail({
      code: 'idReused',
      message: `${what} is known at the ledger with another body. Nothing was posted; a person has to look at it.`,
    });
  }
  if (!next.ok) {
    const code = next.error.code === 'sequenceGap' ? 'sequenceGap' : 'chainBroken';
    return fail({ code, message: chainFaultText(next.error) });
  }
  if (!verifyEd25519(state.publicKey, hash, signature)) {
    return fail({
      code: 'badSignature',
      message: `The signature of sequence ${body.sequence} is not that of terminal ${state.terminalId}.`,
    });
  }
  if (!isInstant(body.occurredAt)) {
    return fail({ code: 'rejected', message: `${body.occurredAt} is not an instant.` });
  }
  if (!state.hasProgramme(body.programmeId, body.programmeVersion)) {
    return fail({
      code: 'rejected',
      message: `Programme ${body.programmeId} has no version ${body.programmeVersion} at the ledger.`,
    });
  }
  return ok(next.value);
}

/** Whether the text names an instant of the calendar, as the database understands it: no 30 February, no year 0. */
function isInstant(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text && !text.startsWith('0000');
}

function chainFaultText(fault: ChainFault): string {
  switch (fault.code) {
    case 'hashMismatch':
      return 'The transaction does not have the hash that it carries: it was altered after it was sealed.';
    case 'previousHashMismatch':
      return 'The transaction does not follow the last one that the ledger has of this terminal.';
    case 'idMismatch':
      return 'The transaction id does not begin with its terminal id.';
    case 'sequenceGap':
      return `A transaction is missing: the ledger expects sequence ${fault.expectedSequence}.`;
    case 'alreadyChained':
      return `The ledger is already past this sequence and expects ${fault.expectedSequence}.`;
  }
}
