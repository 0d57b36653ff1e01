import type { BasketLine } from './basket.ts';

/** The version of the shape below; part of what is sealed. */
export const TRANSACTION_FORMAT = 1;

/** Who the sale is for: a member that the replica knows, or a card noted for later. */
export type TransactionMember =
  | { readonly kind: 'member'; readonly memberId: string; readonly cardToken: string }
  | { readonly kind: 'unknownCard'; readonly cardToken: string };

/** By what right points were redeemed. */
export type RedemptionAuthorisation =
  | { readonly kind: 'hold'; readonly holdId: string }
  | {
      readonly kind: 'standIn';
      readonly floorLimitPoints: number;
      /** The terminal's view at that moment, for the auditor. */
      readonly confirmedPoints: number;
      readonly asOf: string;
    };

/** Points spent in this sale. */
export interface TransactionRedemption {
  readonly points: number;
  readonly valueMinor: number;
  readonly authorisation: RedemptionAuthorisation;
}

/** What the till asks the host to seal: everything but what the journal itself decides. */
export interface TransactionDraft {
  readonly kind: 'sale';
  readonly operatorId: string;
  /** Null for a sale without a card. */
  readonly member: TransactionMember | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  /** The tier that the quote used; an input, so that the ledger can recompute it. */
  readonly tierId: string | null;
  readonly currency: string;
  readonly lines: readonly BasketLine[];
  readonly totalMinor: number;
  readonly accrualPoints: number;
  readonly redemption: TransactionRedemption | null;
}

/** A sale as it is sealed. Immutable; its canonical text is what is hashed. */
export interface TransactionBody extends TransactionDraft {
  readonly format: typeof TRANSACTION_FORMAT;
  /** `<terminalId>:<uuid>`: ids of two terminals cannot meet. */
  readonly transactionId: string;
  readonly terminalId: string;
  readonly storeId: string;
  /** 1, 2, 3, … per terminal, without gaps. */
  readonly sequence: number;
  /** Hash of the transaction before, or GENESIS_HASH for the first. */
  readonly previousHash: string;
  /** UTC instant (ISO 8601, milliseconds) by the terminal's clock. */
  readonly occurredAt: string;
  /** The store's trading day, YYYY-MM-DD. */
  readonly businessDate: string;
}

/** A transaction with its seal. */
export interface SealedTransaction {
  readonly body: TransactionBody;
  /** SHA-256 of the sealed text, 64 hexadecimal digits. */
  readonly hash: string;
  /** Ed25519 signature by the terminal's key over the UTF-8 bytes of `hash`, base64. */
  readonly signature: string;
}

/** How the transaction changes the member's balance; 0 for a sale without a known member. */
export function memberDeltaPoints(body: TransactionBody): number {
  if (body.member?.kind !== 'member') {
    return 0;
  }
  return body.accrualPoints - (body.redemption?.points ?? 0);
}

/** The transaction id of `uuid` at `terminalId`. */
export function transactionIdOf(terminalId: string, uuid: string): string {
  return `${terminalId}:${uuid}`;
}
