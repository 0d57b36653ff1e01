import { assert } from '../../domain/assert.ts';
import {
  POST_VOID_REASON_CODE,
  type ReturnBody,
  type ReturnLine,
  type SaleBody,
  type SealedTransaction,
  type TransactionBody,
} from '../../domain/transaction.ts';
import type { StoredLease } from '../leases/leaseRow.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import type { LeaseSpending } from './leaseRight.ts';
import { planReturn, type OriginalSale } from './planReturn.ts';
import { flagging } from './flagging.ts';
import { planSale, type SaleHold } from './planSale.ts';
import type { PostingException } from './postingException.ts';
import type { Parties } from './readParties.ts';
import type { ProgrammeVersions } from './readProgrammes.ts';

/** Lines of a sale that count as returned. */
export interface ReturnedLines {
  readonly originalTransactionId: string;
  readonly returnTransactionId: string;
  readonly lines: readonly ReturnLine[];
}

/** What some transactions, in their order, come to. */
export interface BatchPlan {
  readonly entries: readonly LedgerEntry[];
  readonly exceptions: readonly PostingException[];
  readonly capturedHolds: readonly SaleHold[];
  readonly leaseSpendings: readonly LeaseSpending[];
  readonly returnedLines: readonly ReturnedLines[];
  /** Ids of the transactions that wait, for their card or for the sale that they return. */
  readonly parked: ReadonlySet<string>;
  /** Returns among the parked. */
  readonly waitingReturns: readonly ReturnBody[];
  /** To whom each sale with a member was posted, by transaction id. */
  readonly memberIds: ReadonlyMap<string, string>;
}

/** Plans transactions one after the other; each sees the accounts, holds and returns that those before it left. */
export function planBatch(
  transactions: readonly SealedTransaction[],
  parties: Parties,
  programmes: ProgrammeVersions,
  nowMs: number,
): BatchPlan {
  const planner = new BatchPlanner(parties, programmes, nowMs);
  for (const { body } of transactions) {
    planner.noteClock(body);
    if (body.kind === 'sale') {
      planner.sale(body);
    } else {
      planner.giveBack(body);
    }
  }
  return planner;
}

class BatchPlanner implements BatchPlan {
  readonly entries: LedgerEntry[] = [];
  readonly exceptions: PostingException[] = [];
  readonly capturedHolds: SaleHold[] = [];
  readonly leaseSpendings: LeaseSpending[] = [];
  readonly returnedLines: ReturnedLines[] = [];
  readonly parked = new Set<string>();
  readonly waitingReturns: ReturnBody[] = [];
  readonly memberIds = new Map<string, string>();
  readonly #parties: Parties;
  readonly #programmes: ProgrammeVersions;
  readonly #nowMs: number;
  readonly #holds: Map<string, SaleHold>;
  readonly #leases: Map<string, StoredLease>;
  readonly #originals: Map<string, OriginalSale>;

  constructor(parties: Parties, programmes: ProgrammeVersions, nowMs: number) {
    this.#parties = parties;
    this.#programmes = programmes;
    this.#nowMs = nowMs;
    this.#holds = new Map(parties.holds);
    this.#leases = new Map(parties.leases);
    this.#originals = new Map(parties.originals);
  }

  /** The business date and the dates of lots follow from a clock that cannot be trusted then: a person should look. */
  noteClock(body: TransactionBody): void {
    if (body.format !== 1 && body.clock.jumped) {
      const { member } = body;
      const memberId = member?.kind === 'member' ? member.memberId : null;
      const flag = flagging(body, memberId, this.exceptions);
      flag('clockJump', `the terminal’s clock jumped before ${body.occurredAt}`);
    }
  }

  sale(body: SaleBody): void {
    const programme = this.#programmes.get(body.programmeId, body.programmeVersion);
    const sold = { body, programme, returned: new Map<number, number>() };
    if (body.member === null) {
      this.#originals.set(body.transactionId, { ...sold, memberId: null, restorable: new Map() });
      return;
    }
    const book = this.#parties.books.get(this.#parties.memberIdOf(body) ?? '');
    if (book === undefined) {
      this.#park(body, waitsForCard(body.member));
      return;
    }
    const authorisation = body.redemption?.authorisation;
    const hold =
      authorisation?.kind === 'hold' ? (this.#holds.get(authorisation.holdId) ?? null) : null;
    const { managers } = this.#parties;
    const rights = { leases: this.#leases, managers };
    const plan = planSale(body, book, hold, programme, this.#nowMs, rights);
    this.#noteLease(plan.leaseSpending);
    this.entries.push(...plan.entries);
    this.exceptions.push(...plan.exceptions);
    if (plan.capturedHold !== null) {
      this.capturedHolds.push(plan.capturedHold);
      this.#holds.set(plan.capturedHold.holdId, { ...plan.capturedHold, state: 'posted' });
    }
    const { memberId } = book.accounts;
    if (body.member.kind === 'member' && body.member.memberId !== memberId) {
      this.#flagOtherMember(body, body.member.memberId, memberId);
    }
    if (this.#parties.removedTokens.has(body.member.cardToken)) {
      const flag = flagging(body, memberId, this.exceptions);
      flag('cardRemoved', 'its card had been taken from the member when the sale came');
    }
    this.memberIds.set(body.transactionId, memberId);
    const spent = (plan.entries[0]?.movements ?? []).filter(({ reason }) => reason === 'spent');
    const restorable = new Map(spent.map(({ lotId, points }) => [lotId, -points]));
    this.#originals.set(body.transactionId, { ...sold, memberId, restorable });
  }

  giveBack(body: ReturnBody): void {
    const original = this.#originals.get(body.originalTransactionId);
    if (original === undefined) {
      this.waitingReturns.push(body);
      this.#park(body, {
        reason: 'unknownOriginal',
        detail: `sale ${body.originalTransactionId} is not posted; the return is posted when it is`,
      });
      return;
    }
    const book = this.#parties.books.get(original.memberId ?? '') ?? null;
    assert((book === null) === (original.memberId === null), 'the member of a sale is locked');
    const plan = planReturn(body, original, book, this.#nowMs);
    this.#notePostVoid(body, original.memberId);
    this.#originals.set(body.originalTransactionId, plan.original);
    if (plan.entry !== null) {
      this.entries.push(plan.entry);
    }
    this.exceptions.push(...plan.exceptions);
    this.returnedLines.push({
      originalTransactionId: body.originalTransactionId,
      returnTransactionId: body.transactionId,
      lines: plan.lines,
    });
  }

  #notePostVoid(body: ReturnBody, memberId: string | null): void {
    const { operatorId, reasonCode } = body;
    if (reasonCode === POST_VOID_REASON_CODE && !this.#parties.managers.has(operatorId)) {
      const flag = flagging(body, memberId, this.exceptions);
      flag('postVoidByCashier', `${operatorId}, who is no manager now, undid a whole sale`);
    }
  }

  #flagOtherMember(body: SaleBody, named: string, memberId: string): void {
    const { terminalId, sequence, transactionId } = body;
    this.exceptions.push({
      terminalId,
      sequence,
      transactionId,
      reason: 'memberMerged',
      subject: '',
      memberId,
      cardToken: null,
      detail: `the sale names member ${named}; it was posted to ${memberId}, into whom that one was merged or whose card it is`,
    });
  }

  #noteLease(spending: LeaseSpending | null): void {
    const lease = this.#leases.get(spending?.leaseId ?? '');
    if (spending !== null && lease !== undefined) {
      this.leaseSpendings.push(spending);
      const spentPoints = lease.spentPoints + spending.points;
      this.#leases.set(spending.leaseId, { ...lease, spentPoints });
    }
  }

  #park(body: TransactionBody, why: Pick<PostingException, 'reason' | 'detail'>): void {
    const { terminalId, sequence, transactionId, member } = body;
    this.parked.add(transactionId);
    this.exceptions.push({
      terminalId,
      sequence,
      transactionId,
      subject: '',
      memberId: member?.kind === 'member' ? member.memberId : null,
      cardToken: member?.cardToken ?? null,
      ...why,
    });
  }
}

function waitsForCard(
  member: NonNullable<TransactionBody['member']>,
): Pick<PostingException, 'reason' | 'detail'> {
  return member.kind === 'member'
    ? {
        reason: 'unknownMember',
        detail: `member ${member.memberId} is not known; the sale is posted when its card is linked`,
      }
    : {
        reason: 'unknownCard',
        detail: 'the card is not linked to a member; the sale is posted when it is',
      };
}
