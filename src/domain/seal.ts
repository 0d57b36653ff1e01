import { canonicalText, type CanonicalValue } from './canonical.ts';
import type { Sha256Hex } from './ports.ts';
import { fail, ok, type Result } from './result.ts';
import { TRANSACTION_FORMAT, transactionIdOf } from './transaction.ts';
import type {
  ReturnBody,
  ReturnDraft,
  SaleBodyFormat2,
  SaleDraft,
  SealedTransaction,
  TransactionBody,
  TransactionClock,
  TransactionDraft,
} from './transaction.ts';

/** The hash before a terminal's first transaction. */
export const GENESIS_HASH = '0'.repeat(64);

/** The end of a terminal's chain: the last sequence (0 for none) and its hash. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of an empty chain. */
export const GENESIS_HEAD: ChainHead = { sequence: 0, hash: GENESIS_HASH };

/** What the journal adds to a draft. */
export interface SealContext {
  readonly terminalId: string;
  readonly storeId: string;
  readonly head: ChainHead;
  readonly uuid: string;
  readonly occurredAt: string;
  readonly businessDate: string;
  readonly clock: TransactionClock;
}

/** The body that follows `head` in the chain. */
export function nextBody(draft: SaleDraft, context: SealContext): SaleBodyFormat2;
export function nextBody(draft: ReturnDraft, context: SealContext): ReturnBody;
export function nextBody(draft: TransactionDraft, context: SealContext): TransactionBody;
export function nextBody(draft: TransactionDraft, context: SealContext): TransactionBody {
  const sealed = {
    format: TRANSACTION_FORMAT,
    transactionId: transactionIdOf(context.terminalId, context.uuid),
    terminalId: context.terminalId,
    storeId: context.storeId,
    sequence: context.head.sequence + 1,
    previousHash: context.head.hash,
    occurredAt: context.occurredAt,
    businessDate: context.businessDate,
    clock: context.clock,
  } as const;
  return draft.kind === 'sale' ? { ...draft, ...sealed } : { ...draft, ...sealed };
}

/** The text whose SHA-256 is the transaction's hash: a domain separator, then the canonical body. */
export function sealedText(body: TransactionBody): string {
  return `loyalty-transaction/${body.format}\n${canonicalText(body as unknown as CanonicalValue)}`;
}

/** The hash of a body, 64 hexadecimal digits. */
export function transactionHash(body: TransactionBody, sha256Hex: Sha256Hex): string {
  return sha256Hex(sealedText(body));
}

/** Why a transaction does not continue a chain. */
export type ChainFault =
  | { readonly code: 'sequenceGap'; readonly expectedSequence: number }
  | { readonly code: 'alreadyChained'; readonly expectedSequence: number }
  | { readonly code: 'hashMismatch' }
  | { readonly code: 'previousHashMismatch' }
  | { readonly code: 'idMismatch' };

/** Checks that `transaction` is whole and follows `head`; gives the new head. Signatures are checked apart. */
export function verifyNext(
  head: ChainHead,
  transaction: SealedTransaction,
  sha256Hex: Sha256Hex,
): Result<ChainHead, ChainFault> {
  const { body, hash } = transaction;
  const expectedSequence = head.sequence + 1;
  if (transactionHash(body, sha256Hex) !== hash) {
    return fail({ code: 'hashMismatch' });
  }
  if (!body.transactionId.startsWith(`${body.terminalId}:`)) {
    return fail({ code: 'idMismatch' });
  }
  if (body.sequence > expectedSequence) {
    return fail({ code: 'sequenceGap', expectedSequence });
  }
  if (body.sequence < expectedSequence) {
    return fail({ code: 'alreadyChained', expectedSequence });
  }
  if (body.previousHash !== head.hash) {
    return fail({ code: 'previousHashMismatch' });
  }
  return ok({ sequence: body.sequence, hash });
}
