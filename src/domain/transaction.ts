import type { BasketLine } from './basket.ts';

/** The version of the shapes below that is sealed now; part of what is sealed. */
export const TRANSACTION_FORMAT = 2;

/** Who the sale is for: a member that the replica knows, or a card noted for later. */
export type TransactionMember =
  | { readonly kind: 'member'; readonly memberId: string; readonly cardToken: string }
  | { readonly kind: 'unknownCard'; readonly cardToken: string };

/** A manager's decision to allow what the rules refuse, bound to the one transaction that carries it. */
export interface ManagerOverride {
  readonly operatorId: string;
  readonly reasonCode: string;
  /** By the manager's credential over `overrideText`, base64; null where the credential does not sign. */
  readonly signature: string | null;
}

interface HoldAuthorisation {
  readonly kind: 'hold';
  readonly holdId: string;
}

interface StandInAuthorisation {
  readonly kind: 'standIn';
  readonly floorLimitPoints: number;
  /** The terminal's view at that moment, for the auditor. */
  readonly confirmedPoints: number;
  readonly asOf: string;
}

/** By what right points were redeemed. */
export type RedemptionAuthorisation =
  | HoldAuthorisation
  | (StandInAuthorisation & {
      /** Only where a manager allowed what stand-in refuses. */
      readonly override?: ManagerOverride | undefined;
    })
  | { readonly kind: 'allotment'; readonly leaseId: string };

/** Points spent in this sale. */
export interface TransactionRedemption {
  readonly points: number;
  readonly valueMinor: number;
  readonly authorisation: RedemptionAuthorisation;
}

interface RedemptionFormat1 {
  readonly points: number;
  readonly valueMinor: number;
  readonly authorisation: HoldAuthorisation | StandInAuthorisation;
}

interface CommonDraft {
  readonly operatorId: string;
  /** Null without a card. */
  readonly member: TransactionMember | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly currency: string;
}

/** What the till asks the host to seal for a sale: everything but what the journal itself decides. */
export interface SaleDraft extends CommonDraft {
  readonly kind: 'sale';
  /** The tier that the quote used; an input, so that the ledger can recompute it. */
  readonly tierId: string | null;
  readonly lines: readonly BasketLine[];
  readonly totalMinor: number;
  readonly accrualPoints: number;
  readonly redemption: TransactionRedemption | null;
}

/** So many pieces of one line of an earlier sale. */
export interface ReturnLine {
  /** The line's number in the original. */
  readonly lineNumber: number;
  readonly quantity: number;
}

/** The ReasonCode of a PostVoid: a whole sale that was a mistake, and a manager's to undo. */
export const POST_VOID_REASON_CODE = 'postVoid';

/** What the till asks the host to seal for a Return: an earlier sale, by line and in part. A PostVoid returns all of it. */
export interface ReturnDraft extends CommonDraft {
  readonly kind: 'return';
  readonly originalTransactionId: string;
  readonly reasonCode: string;
  readonly lines: readonly ReturnLine[];
  /** Money given back, minor units. */
  readonly refundMinor: number;
  /** Who computed the points: the terminal, or, where it does not know the original, the ledger (both are 0 then). */
  readonly settledBy: 'terminal' | 'ledger';
  /** Points that the sale had earned and that are taken back. */
  readonly reversedAccrualPoints: number;
  /** Points that the sale had spent and that are given back. */
  readonly restoredRedemptionPoints: number;
}

export type TransactionDraft = SaleDraft | ReturnDraft;

/** What the terminal knew of its clock when it sealed. */
export interface TransactionClock {
  /** The ledger's clock less the terminal's as last measured, milliseconds; null where it was never measured in this run. */
  readonly offsetMs: number | null;
  /** Whether the wall clock was seen to jump since the transaction before. */
  readonly jumped: boolean;
}

interface SealedFields {
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

/** A sale as terminals sealed it before format 2; it stays readable for ever. */
export interface SaleBodyFormat1 extends SaleDraft, SealedFields {
  readonly format: 1;
  readonly redemption: RedemptionFormat1 | null;
}

/** A sale as it is sealed now. */
export interface SaleBodyFormat2 extends SaleDraft, SealedFields {
  readonly format: typeof TRANSACTION_FORMAT;
  readonly clock: TransactionClock;
}

export type SaleBody = SaleBodyFormat1 | SaleBodyFormat2;

/** A Return or PostVoid as it is sealed. */
export interface ReturnBody extends ReturnDraft, SealedFields {
  readonly format: typeof TRANSACTION_FORMAT;
  readonly clock: TransactionClock;
}

/** A transaction as it is sealed. Immutable; its canonical text is what is hashed. */
export type TransactionBody = SaleBody | ReturnBody;

/** A transaction with its seal. */
export interface SealedTransaction<Body extends TransactionBody = TransactionBody> {
  readonly body: Body;
  /** SHA-256 of the sealed text, 64 hexadecimal digits. */
  readonly hash: string;
  /** Ed25519 signature by the terminal's key over the UTF-8 bytes of `hash`, base64. */
  readonly signature: string;
}

/** Whether a sealed transaction is a sale. */
export function isSale(sealed: SealedTransaction): sealed is SealedTransaction<SaleBody> {
  return sealed.body.kind === 'sale';
}

/** What the till asked to seal when this body came of it. */
export function draftOf(body: TransactionBody): TransactionDraft {
  const { operatorId, member, programmeId, programmeVersion, currency } = body;
  const common = { operatorId, member, programmeId, programmeVersion, currency };
  if (body.kind === 'sale') {
    const { kind, tierId, lines, totalMinor, accrualPoints, redemption } = body;
    return { ...common, kind, tierId, lines, totalMinor, accrualPoints, redemption };
  }
  const { kind, originalTransactionId, reasonCode, lines, refundMinor, settledBy } = body;
  const { reversedAccrualPoints, restoredRedemptionPoints } = body;
  const points = { settledBy, reversedAccrualPoints, restoredRedemptionPoints };
  return { ...common, kind, originalTransactionId, reasonCode, lines, refundMinor, ...points };
}

/** The redemption of a sale; null for a sale without one and for a return. */
export function redemptionOf(body: TransactionBody): TransactionRedemption | null {
  return body.kind === 'sale' ? body.redemption : null;
}

/** The manager's override that a sale was redeemed by, or null. */
export function overrideOf(sale: SaleDraft | SaleBody): ManagerOverride | null {
  const authorisation = sale.redemption?.authorisation;
  return authorisation?.kind === 'standIn' && 'override' in authorisation
    ? (authorisation.override ?? null)
    : null;
}

/** How the transaction changes the member's balance; 0 without a known member. */
export function memberDeltaPoints(body: TransactionBody): number {
  if (body.member?.kind !== 'member') {
    return 0;
  }
  return body.kind === 'sale'
    ? body.accrualPoints - (body.redemption?.points ?? 0)
    : body.restoredRedemptionPoints - body.reversedAccrualPoints;
}

/** The transaction id of `uuid` at `terminalId`. */
export function transactionIdOf(terminalId: string, uuid: string): string {
  return `${terminalId}:${uuid}`;
}
