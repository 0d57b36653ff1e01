import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LotRule } from '../../src/domain/programme.ts';
import { EntryDraft } from '../../src/ledger/lots/entryDraft.ts';
import type { LotTerms } from '../../src/ledger/lots/lot.ts';
import { MemberBook } from '../../src/ledger/lots/memberBook.ts';
import type { LedgerEntry } from '../../src/ledger/posting/ledgerEntry.ts';
import { ModelLots } from '../support/modelLots.ts';

const STEP_MS = 1000;
const GRACE_DAYS = 1;
const GRACE_MS = GRACE_DAYS * 86_400_000;
const RULE: LotRule = { vestingDays: 0, expiryDays: null, restoredLotGraceDays: GRACE_DAYS };

const count = fc.integer({ min: 1, max: 12 });
const which = fc.nat({ max: 20 });
const action = fc.oneof(
  fc.record({
    kind: fc.constant('earn' as const),
    count,
    vestsIn: fc.constantFrom(0, 0, 3),
    lastsFor: fc.constantFrom(4, 8, 20, null),
  }),
  fc.record({ kind: fc.constant('hold' as const), count }),
  fc.record({ kind: fc.constant('release' as const), which }),
  fc.record({
    kind: fc.constant('spend' as const),
    count,
    held: fc.boolean(),
    ago: fc.nat({ max: 6 }),
  }),
  fc.record({
    kind: fc.constant('return' as const),
    which,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('closeOrOpen' as const), rarely: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('settle' as const), steps: fc.nat({ max: 5 }) }),
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

const history = fc.array(action, { minLength: 15, maxLength: 60, size: 'max' });

/** A sale as both sides saw it. */
interface Sale {
  readonly id: string;
  readonly earned: number;
  readonly spent: number;
  taken: number;
  restored: number;
  readonly restorable: Map<string, number>;
}

/** Plays the same events on the ledger's book and on the model. */
class Play {
  readonly book = new MemberBook(
    {
      memberId: 'm1',
      status: 'active',
      activePoints: 0,
      heldPoints: 0,
      pendingPoints: 0,
      overdraftPoints: 0,
      forfeitedPoints: 0,
    },
    [],
  );
  readonly model = new ModelLots();
  readonly entries: LedgerEntry[] = [];
  readonly #holds: number[] = [];
  readonly #sales: Sale[] = [];
  #nowMs = 0;

  do(one: Action): void {
    this.#nowMs += STEP_MS;
    switch (one.kind) {
      case 'earn':
        this.#earn(one.count, one.vestsIn, one.lastsFor);
        break;
      case 'hold':
        this.#hold(one.count);
        break;
      case 'release':
        this.#release(one.which);
        break;
      case 'spend':
        this.#spend(one.count, one.held, one.ago);
        break;
      case 'return':
        this.#giveBack(one.which, one.share);
        break;
      case 'closeOrOpen':
        if (one.rarely === 0) {
          this.#closeOrOpen();
        }
        break;
      case 'settle':
        this.#nowMs += one.steps * STEP_MS;
        this.#settle();
        break;
    }
  }

  #enter(write: (draft: EntryDraft) => void): LedgerEntry {
    const draft = new EntryDraft();
    write(draft);
    const entryId = `entry-${this.entries.length}`;
    const head = {
      memberId: 'm1',
      entryId,
      kind: 'sale',
      terminalId: null,
      sequence: null,
    } as const;
    const entry = draft.finish(head);
    this.entries.push(entry);
    return entry;
  }

  #earn(points: number, vestsIn: number, lastsFor: number | null): void {
    const id = `sale-${this.#sales.length}`;
    const nowMs = this.#nowMs;
    const terms: LotTerms = {
      lotId: id,
      earnedAtMs: nowMs,
      vestsAtMs: nowMs + vestsIn * STEP_MS,
      expiresAtMs: lastsFor === null ? null : nowMs + lastsFor * STEP_MS,
    };
    this.#enter((draft) => this.book.earn(draft, points, terms, 'programme:issued', nowMs));
    this.model.earn(id, points, nowMs, terms.expiresAtMs ?? Infinity, vestsIn === 0);
    this.#sales.push({
      id,
      earned: points,
      spent: 0,
      taken: 0,
      restored: 0,
      restorable: new Map(),
    });
  }

  #hold(points: number): void {
    const possible = Math.min(points, this.model.active);
    if (possible > 0) {
      this.#enter((draft) => this.book.hold(draft, possible));
      this.model.hold(possible);
      this.#holds.push(possible);
    }
  }

  #release(at: number): void {
    const [points] = this.#holds.splice(at % Math.max(1, this.#holds.length), 1);
    if (points !== undefined) {
      this.#enter((draft) => this.book.release(draft, points));
      this.model.release(points);
    }
  }

  #spend(points: number, isHeld: boolean, ago: number): void {
    const held = isHeld ? (this.#holds.pop() ?? 0) : 0;
    const soldAt = this.#nowMs - ago * STEP_MS;
    const id = `sale-${this.#sales.length}`;
    const entry = this.#enter((draft) => void this.book.spend(draft, points, held, soldAt));
    this.model.spend(id, points, held, soldAt);
    const spent = entry.movements.filter(({ reason }) => reason === 'spent');
    const restorable = new Map(spent.map((movement) => [movement.lotId, -movement.points]));
    this.#sales.push({ id, earned: 0, spent: points, taken: 0, restored: 0, restorable });
  }

  #giveBack(at: number, share: number): void {
    const sale = this.#sales[at % Math.max(1, this.#sales.length)];
    if (sale === undefined) {
      return;
    }
    const nowMs = this.#nowMs;
    const restored = Math.ceil((sale.spent - sale.restored) * share);
    const taken = Math.ceil((sale.earned - sale.taken) * share);
    const newLotId = `return-${this.entries.length}`;
    const terms = { lotId: newLotId, earnedAtMs: nowMs, vestsAtMs: nowMs, expiresAtMs: null };
    if (restored > 0) {
      const { restorable } = sale;
      const entry = this.#enter((draft) =>
        this.book.restore(draft, { points: restored, restorable, rule: RULE, nowMs, terms }),
      );
      this.model.restore(sale.id, restored, newLotId, nowMs, GRACE_MS);
      for (const { lotId, points } of entry.movements.filter(
        ({ reason }) => reason === 'restored',
      )) {
        restorable.set(lotId, (restorable.get(lotId) ?? 0) - points);
      }
    }
    if (taken > 0) {
      this.#enter((draft) => void this.book.takeBack(draft, taken, sale.id, 'programme:issued'));
      this.model.takeBack(sale.id, taken);
    }
    sale.restored += restored;
    sale.taken += taken;
  }

  #closeOrOpen(): void {
    if (this.model.closed) {
      const forfeited = new Map<string, number>();
      for (const { lotId, reason, points } of this.entries.flatMap(({ movements }) => movements)) {
        if (reason === 'forfeited' || reason === 'reopened') {
          forfeited.set(lotId, (forfeited.get(lotId) ?? 0) - points);
        }
      }
      this.#enter((draft) => this.book.reopen(draft, forfeited));
      this.model.reopen();
    } else {
      this.#enter((draft) => this.book.close(draft));
      this.model.close();
    }
  }

  #settle(): void {
    for (const lot of this.book.lots()) {
      if (!lot.vested && lot.vestsAtMs <= this.#nowMs) {
        this.#enter((draft) => this.book.vest(draft, lot.lotId));
        this.model.vest(lot.lotId);
      }
    }
    for (const lot of this.book.lots()) {
      const isDue = lot.expiresAtMs !== null && lot.expiresAtMs <= this.#nowMs;
      if (isDue && lot.vested && lot.remainingPoints > 0) {
        this.#enter((draft) => void this.book.expire(draft, lot.lotId));
        this.model.expire(lot.lotId);
      }
    }
  }
}

describe('a member’s book', () => {
  it('comes to the accounts and lots of a model that counts single points, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(history, (actions) => {
        const play = new Play();
        for (const one of actions) {
          play.do(one);
          const { activePoints, heldPoints, pendingPoints, overdraftPoints } = play.book.accounts;
          expect(play.book.accounts.forfeitedPoints).toBe(play.model.forfeited);
          const { active, held, pending, debt } = play.model;
          expect({ activePoints, heldPoints, pendingPoints, overdraftPoints }).toEqual({
            activePoints: active,
            heldPoints: held,
            pendingPoints: pending,
            overdraftPoints: debt,
          });
          const left = play.book.lots().filter(({ remainingPoints }) => remainingPoints > 0);
          expect(Object.fromEntries(left.map((lot) => [lot.lotId, lot.remainingPoints]))).toEqual(
            play.model.lots,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is never below zero, owes nothing while it has active points, and balances in every entry', () => {
    fc.assert(
      fc.property(history, (actions) => {
        const play = new Play();
        for (const one of actions) {
          play.do(one);
          const { activePoints, heldPoints, pendingPoints, overdraftPoints } = play.book.accounts;
          const lowest = Math.min(activePoints, heldPoints, pendingPoints, overdraftPoints);
          expect(lowest).toBeGreaterThanOrEqual(0);
          expect(overdraftPoints > 0 && activePoints > 0).toBe(false);
          for (const { postings } of play.entries) {
            expect(postings.reduce((sum, { points }) => sum + points, 0)).toBe(0);
          }
        }
      }),
    );
  });
});
