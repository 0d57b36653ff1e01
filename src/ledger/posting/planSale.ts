import { lotRuleOf, type Programme } from '../../domain/programme.ts';
import { requote } from '../../domain/requote.ts';
import type { SaleBody, TransactionBody } from '../../domain/transaction.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import type { LotTerms } from '../lots/lot.ts';
import { lotTerms, soldAtMs } from '../lots/lotTerms.ts';
import type { MemberBook } from '../lots/memberBook.ts';
import type { StoredLease } from '../leases/leaseRow.ts';
import { flagging, type Flag } from './flagging.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import { leaseSpendingOf, type LeaseSpending } from './leaseRight.ts';
import { flagOverride, type ManagerKeys } from './overrideFinding.ts';
import type { PostingException } from './postingException.ts';

/** A hold that the sale names. */
export interface SaleHold {
  readonly memberId: string;
  readonly holdId: string;
  readonly points: number;
  readonly state: 'pending' | 'posted' | 'voided' | 'expired';
}

export interface SalePlan {
  readonly entries: readonly LedgerEntry[];
  readonly exceptions: readonly PostingException[];
  /** The hold that this sale captures. */
  readonly capturedHold: SaleHold | null;
  /** What it spent from a lease. */
  readonly leaseSpending: LeaseSpending | null;
}

/** What was set apart for sales before they came, and who may allow what the rules refuse. */
export interface SaleRights {
  readonly leases: ReadonlyMap<string, StoredLease>;
  readonly managers: ManagerKeys;
}

const NO_RIGHTS: SaleRights = { leases: new Map(), managers: new Map() };

/**
 * What a sale does to its member. The goods have left, so that everything is posted; what is not in order is flagged
 * beside it: an overdraft, a hold that was no longer pending, a blocked member, points that the rules do not give.
 */
export function planSale(
  body: SaleBody,
  book: MemberBook,
  hold: SaleHold | null,
  programme: Programme,
  nowMs: number,
  rights: SaleRights = NO_RIGHTS,
): SalePlan {
  const { memberId, status } = book.accounts;
  const exceptions: PostingException[] = [];
  const flag = flagging(body, memberId, exceptions);
  if (status === 'blocked') {
    flag('memberBlocked', 'the member was blocked when the sale was posted');
  }
  if (status === 'closed') {
    flag('memberClosed', 'the member’s account was closed; what the sale earned is forfeited');
  }
  const pending = hold?.state === 'pending' && hold.memberId === memberId ? hold : null;
  if (body.redemption?.authorisation.kind === 'hold' && pending === null) {
    const state = hold === null || hold.memberId !== memberId ? 'unknown' : hold.state;
    flag('holdNotPending', `hold ${body.redemption.authorisation.holdId} was ${state}`);
  }
  flagOverride(body, rights.managers, flag);
  const leaseSpending = leaseSpendingOf(body, memberId, rights.leases, flag);
  const soldAt = soldAtMs(body, nowMs);
  const draft = new EntryDraft();
  if (body.redemption !== null) {
    const reserved = pending?.points ?? leaseSpending?.points ?? 0;
    const spending = book.spend(draft, body.redemption.points, reserved, soldAt);
    const { missingPoints, reinstatedPoints } = spending;
    if (missingPoints > 0) {
      flag('overdraft', `redeemed ${missingPoints} points more than the member had`);
    }
    if (reinstatedPoints > 0) {
      flag(
        'expiredOffline',
        `${reinstatedPoints} redeemed points had expired before the sale came`,
      );
    }
  }
  const terms = lotTerms(lotRuleOf(programme), body.transactionId, soldAt);
  if (body.accrualPoints > 0) {
    book.earn(draft, body.accrualPoints, terms, 'programme:issued', nowMs);
  }
  const entry = draft.finish(entryHead(body, memberId, 'sale', body.transactionId));
  const correction = planCorrection(body, book, programme, terms, nowMs, flag);
  return {
    entries: correction === null ? [entry] : [entry, correction],
    exceptions,
    capturedHold: pending,
    leaseSpending,
  };
}

function planCorrection(
  body: SaleBody,
  book: MemberBook,
  programme: Programme,
  terms: LotTerms,
  nowMs: number,
  flag: Flag,
): LedgerEntry | null {
  const quote = requote(programme, body);
  if (!quote.ok) {
    flag('ruleDifference', quote.error);
    return null;
  }
  const { accrualPoints } = quote.value;
  const difference = accrualPoints - body.accrualPoints;
  if (difference === 0) {
    return null;
  }
  flag(
    'ruleDifference',
    `sealed with ${body.accrualPoints} points, the programme gives ${accrualPoints}`,
  );
  const draft = new EntryDraft();
  if (difference > 0) {
    book.earn(draft, difference, terms, 'programme:adjustment', nowMs);
  } else {
    book.takeBack(draft, -difference, terms.lotId, 'programme:adjustment');
  }
  const { memberId } = book.accounts;
  return draft.finish(entryHead(body, memberId, 'correction', `${body.transactionId}/correction`));
}

/** What names the entry of a transaction. */
export function entryHead(
  body: TransactionBody,
  memberId: string,
  kind: LedgerEntry['kind'],
  entryId: string,
): Pick<LedgerEntry, 'memberId' | 'entryId' | 'kind' | 'terminalId' | 'sequence'> {
  const { terminalId, sequence } = body;
  return { memberId, entryId, kind, terminalId, sequence };
}
