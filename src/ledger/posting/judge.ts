import { verifyNext } from '../../domain/seal.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import { sha256Hex } from '../chain/crypto.ts';
import type { PushedText } from '../quarantine/pushedText.ts';
import {
  idKey,
  isKnown,
  type Accepted,
  type AdmissionState,
  type QuarantineReason,
} from './admissionState.ts';

export type Judgement =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  | { readonly kind: 'duplicate' }
  /** In quarantine already. */
  | { readonly kind: 'known'; readonly reason: QuarantineReason }
  | { readonly kind: 'quarantine'; readonly reason: QuarantineReason; readonly detail: string }
  /** A transaction before it is missing. */
  | { readonly kind: 'gap' };

const quarantine = (reason: QuarantineReason, detail: string): Judgement => ({
  kind: 'quarantine',
  reason,
  detail,
});

/** Judges one transaction of a batch, as of just before it. */
export function judge(state: AdmissionState, pushed: PushedText, sequence: number): Judgement {
  // Nearly always nothing is there, and the name of this text need not be made.
  const before =
    state.quarantined.size === 0 ? undefined : state.quarantined.get(pushed.quarantineId);
  if (before !== undefined) {
    return before.status === 'posted'
      ? { kind: 'duplicate' }
      : { kind: 'known', reason: before.reason };
  }
  if (sequence > state.head.sequence + 1) {
    return { kind: 'gap' };
  }
  const { transaction } = pushed;
  return transaction.ok
    ? (judgeWhole(state, transaction.value) ?? judgePlace(state, transaction.value))
    : quarantine(
        'malformed',
        `it does not have the shape of a transaction at "${transaction.error}"`,
      );
}

/** What is wrong with the transaction by itself; null where it is whole and new. */
function judgeWhole(state: AdmissionState, transaction: SealedTransaction): Judgement | null {
  const { body } = transaction;
  if (body.terminalId !== state.terminalId) {
    return quarantine(
      'foreignTerminal',
      `it is of terminal ${body.terminalId}, and ${state.terminalId} pushed it`,
    );
  }
  const fault = wholeFault(transaction);
  if (fault !== null) {
    return fault;
  }
  if (isKnown(state.known, transaction)) {
    return { kind: 'duplicate' };
  }
  if (!state.signed.has(transaction)) {
    return quarantine('badSignature', `its signature is not that of terminal ${state.terminalId}`);
  }
  return state.known.get(idKey(body.transactionId)) === undefined
    ? null
    : quarantine('idReused', `id ${body.transactionId} is known with another body`);
}

/** Altered after it was sealed, or of an impossible id or instant. */
export function wholeFault(
  transaction: SealedTransaction,
): Extract<Judgement, { kind: 'quarantine' }> | null {
  const { body } = transaction;
  const place = { sequence: body.sequence - 1, hash: body.previousHash };
  const whole = verifyNext(place, transaction, sha256Hex);
  if (!whole.ok) {
    return whole.error.code === 'hashMismatch'
      ? { kind: 'quarantine', reason: 'altered', detail: 'it was altered after it was sealed' }
      : { kind: 'quarantine', reason: 'malformed', detail: 'its id is not one of its terminal' };
  }
  return isInstant(body.occurredAt)
    ? null
    : { kind: 'quarantine', reason: 'malformed', detail: `${body.occurredAt} is not an instant` };
}

/** Whether a whole transaction follows the chain that the ledger has. */
function judgePlace(state: AdmissionState, transaction: SealedTransaction): Judgement {
  const { body } = transaction;
  const { head } = state;
  const isNext = body.sequence === head.sequence + 1;
  const supersedes = !isNext && state.gaps.has(body.sequence);
  if (!isNext && !supersedes) {
    return quarantine(
      'forked',
      `the ledger has another transaction ${body.sequence} of this terminal`,
    );
  }
  const follows = body.previousHash === head.hash;
  if (isNext && head.verified && !follows) {
    return quarantine(
      'forked',
      `it does not follow transaction ${head.sequence} as the ledger has it`,
    );
  }
  if (!state.hasProgramme(body.programmeId, body.programmeVersion)) {
    return quarantine(
      'unknownProgramme',
      `programme ${body.programmeId} has no version ${body.programmeVersion} at the ledger`,
    );
  }
  if (state.revoked) {
    return quarantine('terminalRevoked', 'the terminal had been revoked when it came');
  }
  const implausible = state.implausibility(body);
  if (implausible !== null) {
    return quarantine('implausible', implausible);
  }
  const previousVerified = isNext && follows && (head.verified || head.sequence === 0);
  return { kind: 'accepted', accepted: { transaction, previousVerified, supersedes } };
}

/** Whether the text names an instant of the calendar, as the database understands it: no 30 February, no year 0. */
function isInstant(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text && !text.startsWith('0000');
}
