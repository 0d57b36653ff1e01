import { assert } from '../../domain/assert.ts';
import type { MemberStatus } from '../../domain/member.ts';
import type { LotRule } from '../../domain/programme.ts';
import type { Account } from '../posting/ledgerEntry.ts';
import type { EntryDraft } from './entryDraft.ts';
import { spendsBefore, type LotReason, type LotTerms, type PointsLot } from './lot.ts';
import { graceTerms } from './lotTerms.ts';

/** A member's accounts. Points are active only while there is no debt: what comes in repays it first. */
export interface MemberAccounts {
  readonly memberId: string;
  readonly status: MemberStatus;
  readonly activePoints: number;
  readonly heldPoints: number;
  readonly pendingPoints: number;
  /** What was spent beyond the member's points and is not yet repaid. */
  readonly overdraftPoints: number;
  /** What went to breakage since the account was closed, less what of it late transactions had spent; 0 while it is open. */
  readonly forfeitedPoints: number;
}

/** How many points of lots have to be known before held points are given back: a debt takes its part, a closed account all. */
export function pointsToRelease(accounts: MemberAccounts): number {
  const { status, heldPoints, overdraftPoints } = accounts;
  return overdraftPoints + (status === 'closed' ? heldPoints : 0);
}

/** What a spending came to beside the points that the member had. */
export interface Spending {
  /** Points that the member did not have: now a debt. */
  readonly missingPoints: number;
  readonly reinstatedPoints: number;
}

/** What a restoration knows of the spending that it undoes. */
export interface Restoration {
  readonly points: number;
  /** Of each lot, what the sale spent of it and no return has given back yet. */
  readonly restorable: ReadonlyMap<string, number>;
  readonly rule: LotRule;
  readonly nowMs: number;
  /** The terms of a new lot for what came from no lot, e.g. from a debt that was repaid since. */
  readonly terms: LotTerms;
}

/**
 * A member's accounts and lots while entries are planned: each operation changes them and writes what it did into the
 * entry's draft. Points are spent from vested lots only, first expiring first. What is left in lots is always what is in
 * the accounts active, held and pending together. A closed account keeps nothing: what comes in goes to breakage, and what was
 * spent or taken back of points that were forfeited comes out of it.
 */
export class MemberBook {
  #accounts: MemberAccounts;
  readonly #lots: Map<string, PointsLot>;

  /** `lots` may leave out lots that no operation will need. */
  constructor(accounts: MemberAccounts, lots: Iterable<PointsLot>) {
    this.#accounts = accounts;
    this.#lots = new Map([...lots].map((lot) => [lot.lotId, lot]));
  }

  get accounts(): MemberAccounts {
    return this.#accounts;
  }

  /** The lots that are known, in no order. */
  lots(): PointsLot[] {
    return [...this.#lots.values()];
  }

  /**
   * Spends `points`, first those that were held for it. Points that were still good when they were spent, at `soldAt`, and
   * have expired since are reinstated as far as they are needed.
   */
  spend(draft: EntryDraft, points: number, heldPoints: number, soldAt: number): Spending {
    const fromActive = points - heldPoints;
    const short = Math.max(0, fromActive - this.#accounts.activePoints);
    const reinstatedPoints = this.#reinstate(draft, short, soldAt);
    const missing = short - reinstatedPoints;
    this.#add('heldPoints', draft, -heldPoints);
    draft.post('programme:redeemed', points);
    this.#consume(draft, points - missing, 'spent');
    this.#owe(draft, missing);
    if (fromActive >= 0) {
      this.#add('activePoints', draft, missing - fromActive);
    } else {
      this.#credit(draft, -fromActive, null);
    }
    return { missingPoints: missing - this.#sweep(draft), reinstatedPoints };
  }

  /** Earns `points` as a lot of `terms`, against `source`; adds to the lot where it is there. */
  earn(
    draft: EntryDraft,
    points: number,
    terms: LotTerms,
    source: 'programme:issued' | 'programme:adjustment',
    nowMs: number,
  ): void {
    draft.post(source, -points);
    const before = this.#lots.get(terms.lotId) ?? null;
    const lot = before ?? emptyLot(terms, terms.vestsAtMs <= nowMs);
    const after = {
      ...lot,
      earnedPoints: lot.earnedPoints + points,
      remainingPoints: lot.remainingPoints + points,
    };
    this.#change(draft, before, after, 'earned');
    if (lot.vested) {
      this.#credit(draft, points, lot.lotId);
    } else {
      this.#add('pendingPoints', draft, points);
    }
    this.#sweep(draft);
  }

  /**
   * Gives back what a sale had spent: first to the debt, then into the very lots, the last spent first. What belongs into a
   * lot that has expired becomes a lot of some days of grace.
   */
  restore(draft: EntryDraft, restoration: Restoration): void {
    const { points, restorable, rule, nowMs, terms } = restoration;
    draft.post('programme:redeemed', -points);
    const repaid = Math.min(points, this.#accounts.overdraftPoints);
    this.#owe(draft, -repaid);
    this.#add('activePoints', draft, points - repaid);
    let left = points - repaid;
    let prolonged = 0;
    const spent = [...restorable.keys()].flatMap((lotId) => this.#lots.get(lotId) ?? []);
    for (const lot of spent.sort(spendsBefore).reverse()) {
      const back = Math.min(left, restorable.get(lot.lotId) ?? 0);
      if (back > 0) {
        left -= back;
        const restored = { ...lot, remainingPoints: lot.remainingPoints + back };
        this.#change(draft, lot, restored, 'restored');
        if (lot.expiresAtMs !== null && lot.expiresAtMs <= nowMs) {
          prolonged += back;
          this.#change(draft, restored, lot, 'prolonged');
        }
      }
    }
    if (prolonged > 0) {
      const empty = emptyLot(graceTerms(rule, terms, nowMs), true);
      const lot = { ...empty, earnedPoints: prolonged, remainingPoints: prolonged };
      this.#change(draft, null, lot, 'prolonged');
    }
    if (left > 0) {
      const lot = { ...emptyLot(terms, true), earnedPoints: left, remainingPoints: left };
      this.#change(draft, null, lot, 'restored');
    }
    this.#sweep(draft);
  }

  /**
   * Takes back earned points, against `source`: of their own lot, also what of it expired; where they were spent, of other
   * lots; at last as a debt. Gives how many became a debt.
   */
  takeBack(
    draft: EntryDraft,
    points: number,
    lotId: string,
    source: 'programme:issued' | 'programme:adjustment',
  ): number {
    draft.post(source, points);
    let left = points;
    const own = this.#lots.get(lotId) ?? null;
    if (own !== null) {
      const available = own.vested ? this.#accounts.activePoints : own.remainingPoints;
      const taken = Math.min(left, own.remainingPoints, available);
      this.#add(own.vested ? 'activePoints' : 'pendingPoints', draft, -taken);
      const expired = Math.min(left - taken, own.expiredPoints);
      draft.post('programme:expired', -expired);
      const after = {
        ...own,
        remainingPoints: own.remainingPoints - taken,
        expiredPoints: own.expiredPoints - expired,
      };
      this.#change(draft, own, after, 'takenBack');
      left -= taken + expired;
    }
    const fromOthers = Math.min(left, this.#accounts.activePoints);
    this.#consume(draft, fromOthers, 'takenBack');
    this.#add('activePoints', draft, -fromOthers);
    const debt = left - fromOthers;
    this.#owe(draft, debt);
    return debt - this.#sweep(draft);
  }

  /** Reserves active points. */
  hold(draft: EntryDraft, points: number): void {
    this.#add('activePoints', draft, -points);
    this.#add('heldPoints', draft, points);
  }

  /** Gives held points back. */
  release(draft: EntryDraft, points: number): void {
    this.#add('heldPoints', draft, -points);
    this.#credit(draft, points, null);
    this.#sweep(draft);
  }

  /** Lets a lot be spent from now on. */
  vest(draft: EntryDraft, lotId: string): void {
    const lot = this.#lots.get(lotId);
    assert(lot !== undefined && !lot.vested, 'a lot vests once');
    const after = { ...lot, vested: true };
    this.#change(draft, lot, after, 'earned');
    this.#add('pendingPoints', draft, -lot.remainingPoints);
    this.#credit(draft, lot.remainingPoints, lotId);
  }

  /** Expires what is left of a lot and not held; gives how many points that were. */
  expire(draft: EntryDraft, lotId: string): number {
    const lot = this.#lots.get(lotId);
    assert(lot?.vested === true, 'a lot vests before it expires');
    const points = Math.min(lot.remainingPoints, this.#accounts.activePoints);
    const after = {
      ...lot,
      remainingPoints: lot.remainingPoints - points,
      expiredPoints: lot.expiredPoints + points,
    };
    this.#change(draft, lot, after, 'expired');
    this.#add('activePoints', draft, -points);
    draft.post('programme:expired', points);
    return points;
  }

  /** Closes the account: all that is not held is forfeited, and a debt is written off. Every lot with something left must be known. */
  close(draft: EntryDraft): void {
    const { overdraftPoints } = this.#accounts;
    this.#owe(draft, -overdraftPoints);
    draft.post('programme:adjustment', -overdraftPoints);
    this.#accounts = { ...this.#accounts, status: 'closed', forfeitedPoints: 0 };
    this.#sweep(draft);
  }

  /** Opens a closed account again, with what was forfeited of each lot; the lots must be known. */
  reopen(draft: EntryDraft, forfeited: ReadonlyMap<string, number>): void {
    const { forfeitedPoints } = this.#accounts;
    this.#accounts = { ...this.#accounts, status: 'active', forfeitedPoints: 0 };
    draft.post('programme:breakage', -forfeitedPoints);
    let vested = 0;
    let total = 0;
    for (const [lotId, points] of forfeited) {
      const lot = this.#lots.get(lotId);
      assert(lot !== undefined, 'what was forfeited was of a lot');
      const after = { ...lot, remainingPoints: lot.remainingPoints + points };
      this.#change(draft, lot, after, 'reopened');
      total += points;
      vested += lot.vested ? points : 0;
    }
    this.#add('pendingPoints', draft, total - vested);
    // What late transactions had spent of it is spent.
    this.#owe(draft, total - forfeitedPoints);
    this.#credit(draft, vested, null);
  }

  /** Empties a closed account into breakage; gives how much of a new debt what was forfeited covers. */
  #sweep(draft: EntryDraft): number {
    if (this.#accounts.status !== 'closed') {
      return 0;
    }
    const covered = Math.min(this.#accounts.overdraftPoints, this.#accounts.forfeitedPoints);
    this.#owe(draft, -covered);
    const { activePoints } = this.#accounts;
    this.#consume(draft, activePoints, 'forfeited');
    this.#add('activePoints', draft, -activePoints);
    let pending = 0;
    for (const lot of this.lots().filter(({ vested }) => !vested)) {
      pending += lot.remainingPoints;
      this.#change(draft, lot, { ...lot, remainingPoints: 0 }, 'forfeited');
    }
    this.#add('pendingPoints', draft, -pending);
    const gone = activePoints + pending - covered;
    draft.post('programme:breakage', gone);
    const forfeitedPoints = this.#accounts.forfeitedPoints + gone;
    this.#accounts = { ...this.#accounts, forfeitedPoints };
    return covered;
  }

  #reinstate(draft: EntryDraft, points: number, soldAt: number): number {
    let left = points;
    const lots = this.lots().filter(
      ({ expiresAtMs, expiredPoints }) => expiredPoints > 0 && (expiresAtMs ?? 0) > soldAt,
    );
    for (const lot of lots.sort(spendsBefore)) {
      const back = Math.min(left, lot.expiredPoints);
      if (back > 0) {
        left -= back;
        const remainingPoints = lot.remainingPoints + back;
        const expiredPoints = lot.expiredPoints - back;
        this.#change(draft, lot, { ...lot, remainingPoints, expiredPoints }, 'reinstated');
      }
    }
    draft.post('programme:expired', left - points);
    this.#add('activePoints', draft, points - left);
    return points - left;
  }

  /** Points that lots hold already become active; a debt takes its part, of lot `first` before others. */
  #credit(draft: EntryDraft, points: number, first: string | null): void {
    const repaid = Math.min(points, this.#accounts.overdraftPoints);
    this.#owe(draft, -repaid);
    this.#add('activePoints', draft, points - repaid);
    this.#consume(draft, repaid, 'repaid', first);
  }

  #consume(
    draft: EntryDraft,
    points: number,
    reason: LotReason,
    first: string | null = null,
  ): void {
    let left = points;
    if (left === 0) {
      return;
    }
    const inOrder = [...this.#lots.values()]
      .filter(({ vested, remainingPoints }) => vested && remainingPoints > 0)
      .sort((a, b) => Number(b.lotId === first) - Number(a.lotId === first) || spendsBefore(a, b));
    for (const lot of inOrder) {
      const taken = Math.min(left, lot.remainingPoints);
      if (taken > 0) {
        left -= taken;
        this.#change(draft, lot, { ...lot, remainingPoints: lot.remainingPoints - taken }, reason);
      }
    }
    assert(left === 0, 'lots hold what the accounts say');
  }

  #owe(draft: EntryDraft, points: number): void {
    const overdraftPoints = this.#accounts.overdraftPoints + points;
    assert(overdraftPoints >= 0, 'no more is repaid than is owed');
    this.#accounts = { ...this.#accounts, overdraftPoints };
    draft.post('programme:overdraft', -points);
  }

  #add(
    name: 'activePoints' | 'heldPoints' | 'pendingPoints',
    draft: EntryDraft,
    points: number,
  ): void {
    const after = this.#accounts[name] + points;
    assert(after >= 0, 'a member’s account is never negative');
    this.#accounts = { ...this.#accounts, [name]: after };
    draft.post(ACCOUNTS[name], points);
  }

  #change(draft: EntryDraft, before: PointsLot | null, after: PointsLot, reason: LotReason): void {
    this.#lots.set(after.lotId, after);
    draft.change(before, after, reason);
  }
}

const ACCOUNTS = {
  activePoints: 'member:active',
  heldPoints: 'member:held',
  pendingPoints: 'member:pending',
} as const satisfies Record<string, Account>;

function emptyLot(terms: LotTerms, vested: boolean): PointsLot {
  return { ...terms, vested, earnedPoints: 0, remainingPoints: 0, expiredPoints: 0 };
}
