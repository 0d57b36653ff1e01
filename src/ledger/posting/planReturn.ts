import { lotRuleOf, type Programme } from '../../domain/programme.ts';
import {
  addReturned,
  returnableOf,
  reverseSale,
  type ReturnedQuantities,
  type Reversal,
} from '../../domain/reversal.ts';
import type { ReturnBody, ReturnLine, SaleBody } from '../../domain/transaction.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import type { LotMovement } from '../lots/lot.ts';
import { lotTerms } from '../lots/lotTerms.ts';
import type { MemberBook } from '../lots/memberBook.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import { flagging, type Flag } from './flagging.ts';
import { entryHead } from './planSale.ts';
import type { PostingException } from './postingException.ts';

/** A posted sale and what has come back of it. */
export interface OriginalSale {
  readonly body: SaleBody;
  /** Whose points it concerns; null for a sale without a card. */
  readonly memberId: string | null;
  /** Where its member was merged since: what the names of that member's lots begin with now. */
  readonly lotPrefix?: string;
  readonly programme: Programme;
  readonly returned: ReturnedQuantities;
  /** Of each lot, what the sale spent of it and no return has given back. */
  readonly restorable: ReadonlyMap<string, number>;
}

export interface ReturnPlan {
  /** Null where there are no points to move. */
  readonly entry: LedgerEntry | null;
  readonly exceptions: readonly PostingException[];
  /** The lines that count as returned: no more than were left. */
  readonly lines: readonly ReturnLine[];
  readonly original: OriginalSale;
}

/**
 * What a return does to the member of its sale, whoever returns it wherever. Posted as far as anything is left to return,
 * by the rules of the sale's own programme version; what the terminal computed otherwise is flagged.
 */
export function planReturn(
  body: ReturnBody,
  original: OriginalSale,
  book: MemberBook | null,
  nowMs: number,
): ReturnPlan {
  const exceptions: PostingException[] = [];
  const flag = flagging(body, original.memberId, exceptions);
  const input = {
    original: original.body,
    programme: original.programme,
    returned: original.returned,
  };
  const lines = returnableOf(input, body.lines);
  const reversal = reverseSale(input, lines);
  const returned = addReturned(input, lines);
  if (!reversal.ok || !returned.ok) {
    flag('overReturned', 'it names a line of its sale twice');
    return { entry: null, exceptions, lines: [], original };
  }
  const cut = piecesOf(body.lines) - piecesOf(lines);
  if (cut > 0) {
    flag('overReturned', `${cut} pieces more came back than were sold and not yet returned`);
  } else if (body.settledBy === 'terminal') {
    compare(body, reversal.value, flag);
  }
  const entry = book === null ? null : plan(body, original, book, reversal.value, nowMs, flag);
  const restorable = new Map(original.restorable);
  for (const { lotId, points } of restorationsOf(entry)) {
    restorable.set(lotId, (restorable.get(lotId) ?? 0) - points);
  }
  return {
    entry,
    exceptions,
    lines,
    original: { ...original, returned: returned.value, restorable },
  };
}

function plan(
  body: ReturnBody,
  original: OriginalSale,
  book: MemberBook,
  reversal: Reversal,
  nowMs: number,
  flag: Flag,
): LedgerEntry | null {
  const { restoredRedemptionPoints, reversedAccrualPoints } = reversal;
  const { memberId } = book.accounts;
  if (restoredRedemptionPoints === 0 && reversedAccrualPoints === 0) {
    return null;
  }
  if (book.accounts.status === 'closed') {
    flag('memberClosed', 'the member’s account was closed; points given back are forfeited');
  }
  const draft = new EntryDraft();
  if (restoredRedemptionPoints > 0) {
    const rule = lotRuleOf(original.programme);
    const terms = { ...lotTerms(rule, body.transactionId, nowMs), vestsAtMs: nowMs };
    const { restorable } = original;
    book.restore(draft, { points: restoredRedemptionPoints, restorable, rule, nowMs, terms });
  }
  if (reversedAccrualPoints > 0) {
    const lotId = `${original.lotPrefix ?? ''}${original.body.transactionId}`;
    const debt = book.takeBack(draft, reversedAccrualPoints, lotId, 'programme:issued');
    if (debt > 0) {
      flag('overdraft', `took back ${debt} points that the member had spent already`);
    }
  }
  return draft.finish(entryHead(body, memberId, 'return', body.transactionId));
}

function compare(body: ReturnBody, reversal: Reversal, flag: Flag): void {
  const names = ['refundMinor', 'reversedAccrualPoints', 'restoredRedemptionPoints'] as const;
  const differ = names.filter((name) => body[name] !== reversal[name]);
  if (differ.length > 0) {
    const parts = differ.map((name) => `${name} ${body[name]}, the rules give ${reversal[name]}`);
    flag('ruleDifference', `sealed with ${parts.join('; ')}`);
  }
}

function restorationsOf(entry: LedgerEntry | null): readonly LotMovement[] {
  return entry?.movements.filter(({ reason }) => reason === 'restored') ?? [];
}

function piecesOf(lines: readonly ReturnLine[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
