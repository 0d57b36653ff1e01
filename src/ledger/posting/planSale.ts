import type { Programme } from '../../domain/programme.ts';
import { requote } from '../../domain/requote.ts';
import type { SaleBody } from '../../domain/transaction.ts';
import { nonZero, type LedgerEntry, type Posting } from './ledgerEntry.ts';
import type { PostingException } from './postingException.ts';

/** The member to whom a sale is posted, as of just before it. */
export interface SaleMember {
  readonly memberId: string;
  readonly status: 'active' | 'blocked';
  readonly activePoints: number;
}

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
}

/**
 * What a sale does to its member. The goods have left, so that everything is posted; what is not in order is flagged
 * beside it: an overdraft, a hold that was no longer pending, a blocked member, points that the rules do not give.
 */
export function planSale(
  body: SaleBody,
  member: SaleMember,
  hold: SaleHold | null,
  programme: Programme,
): SalePlan {
  const exceptions: PostingException[] = [];
  const flag = (reason: PostingException['reason'], detail: string): void => {
    const { terminalId, sequence } = body;
    const { memberId } = member;
    exceptions.push({
      terminalId,
      sequence,
      reason,
      subject: '',
      memberId,
      cardToken: null,
      detail,
    });
  };
  if (member.status === 'blocked') {
    flag('memberBlocked', 'the member was blocked when the sale was posted');
  }
  const redeemed = body.redemption?.points ?? 0;
  const pending = hold?.state === 'pending' && hold.memberId === member.memberId ? hold : null;
  if (body.redemption?.authorisation.kind === 'hold' && pending === null) {
    const state = hold === null || hold.memberId !== member.memberId ? 'unknown' : hold.state;
    flag('holdNotPending', `hold ${body.redemption.authorisation.holdId} was ${state}`);
  }
  const heldPoints = pending?.points ?? 0;
  const fromActive = redeemed - heldPoints;
  if (fromActive > 0 && fromActive > member.activePoints) {
    const over = fromActive - Math.max(0, member.activePoints);
    flag('overdraft', `redeemed ${over} points more than the member had`);
  }
  const sale: Posting[] = nonZero([
    { account: 'member:active', points: body.accrualPoints },
    { account: 'programme:issued', points: -body.accrualPoints },
    { account: 'member:held', points: -heldPoints },
    { account: 'member:active', points: -fromActive },
    { account: 'programme:redeemed', points: redeemed },
  ]);
  const entry = entryOf(body, member.memberId, 'sale', body.transactionId, sale);
  const correction = planCorrection(body, member, programme, flag);
  return {
    entries: correction === null ? [entry] : [entry, correction],
    exceptions,
    capturedHold: pending,
  };
}

function planCorrection(
  body: SaleBody,
  member: SaleMember,
  programme: Programme,
  flag: (reason: 'ruleDifference', detail: string) => void,
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
  return entryOf(body, member.memberId, 'correction', `${body.transactionId}/correction`, [
    { account: 'member:active', points: difference },
    { account: 'programme:correction', points: -difference },
  ]);
}

function entryOf(
  body: SaleBody,
  memberId: string,
  kind: LedgerEntry['kind'],
  entryId: string,
  postings: readonly Posting[],
): LedgerEntry {
  const { terminalId, sequence } = body;
  return { memberId, entryId, kind, terminalId, sequence, postings };
}
