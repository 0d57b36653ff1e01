import { describe, expect, it } from 'vitest';
import type { SaleBodyFormat1 } from '../../../../src/domain/transaction.ts';
import { MemberBook, type MemberAccounts } from '../../../../src/ledger/lots/memberBook.ts';
import { planSale, type SaleHold } from '../../../../src/ledger/posting/planSale.ts';
import { demoProgramme } from '../../../../src/ledger/demonstration/demoChain.ts';

const HOLD_ID = '00000000-0000-4000-8000-000000000001';
const NOW_MS = Date.parse('2026-01-02T00:00:00.000Z');
const MEMBER: MemberAccounts = {
  memberId: 'M1',
  status: 'active',
  activePoints: 1000,
  heldPoints: 1000,
  pendingPoints: 0,
  overdraftPoints: 0,
  forfeitedPoints: 0,
};

/** The member's book with one lot of all the points. */
function bookOf(accounts: Partial<MemberAccounts> = {}): MemberBook {
  const member = { ...MEMBER, ...accounts };
  const remainingPoints = member.activePoints + member.heldPoints;
  const lot = {
    lotId: 'opening',
    earnedAtMs: 0,
    vestsAtMs: 0,
    expiresAtMs: null,
    vested: true,
    earnedPoints: remainingPoints,
    remainingPoints,
    expiredPoints: 0,
  };
  return new MemberBook(member, [lot]);
}

function body(overrides: Partial<SaleBodyFormat1>): SaleBodyFormat1 {
  return {
    kind: 'sale',
    format: 1,
    transactionId: 'T1:x',
    terminalId: 'T1',
    storeId: 'S1',
    sequence: 1,
    previousHash: '0'.repeat(64),
    occurredAt: '2026-01-01T00:00:00.000Z',
    businessDate: '2026-01-01',
    operatorId: 'O1',
    member: { kind: 'member', memberId: 'M1', cardToken: '0'.repeat(32) },
    programmeId: demoProgramme.programmeId,
    programmeVersion: 1,
    tierId: 'basic',
    currency: 'EUR',
    lines: [
      {
        lineNumber: 1,
        productId: null,
        categoryId: 'general',
        description: 'x',
        quantity: 1,
        unitPriceMinor: 2000,
      },
    ],
    totalMinor: 2000,
    accrualPoints: 200,
    redemption: null,
    ...overrides,
  };
}

const redeeming = (points: number): Partial<SaleBodyFormat1> => ({
  accrualPoints: (2000 - points) / 10,
  redemption: { points, valueMinor: points, authorisation: { kind: 'hold', holdId: HOLD_ID } },
});

const hold = (points: number, state: SaleHold['state'] = 'pending', memberId = 'M1'): SaleHold => ({
  memberId,
  holdId: HOLD_ID,
  points,
  state,
});

function totals(plan: ReturnType<typeof planSale>): { active: number; held: number; sum: number } {
  const postings = plan.entries.flatMap((entry) => entry.postings);
  const sumOf = (account: string): number =>
    postings
      .filter((line) => line.account === account)
      .reduce((sum, { points }) => sum + points, 0);
  return {
    active: sumOf('member:active'),
    held: sumOf('member:held'),
    sum: postings.reduce((sum, { points }) => sum + points, 0),
  };
}

describe('planning a sale', () => {
  it('balances whatever the hold was, and takes exactly what was redeemed', () => {
    const cases: readonly (readonly [SaleHold | null, number, number, readonly string[]])[] = [
      [hold(500), 150, -500, []],
      [hold(800), 150 + 300, -800, []],
      [hold(200), 150 - 300, -200, []],
      [hold(500, 'voided'), 150 - 500, 0, ['holdNotPending']],
      [hold(500, 'expired'), 150 - 500, 0, ['holdNotPending']],
      [hold(500, 'posted'), 150 - 500, 0, ['holdNotPending']],
      [hold(500, 'pending', 'M2'), 150 - 500, 0, ['holdNotPending']],
      [null, 150 - 500, 0, ['holdNotPending']],
    ];
    for (const [given, active, held, reasons] of cases) {
      const plan = planSale(body(redeeming(500)), bookOf(), given, demoProgramme, NOW_MS);
      expect(totals(plan)).toEqual({ active, held, sum: 0 });
      expect(plan.exceptions.map(({ reason }) => reason)).toEqual(reasons);
    }
  });

  it('flags an overdraft by how much is missing, and none where the member had enough', () => {
    const standIn = {
      kind: 'standIn',
      floorLimitPoints: 500,
      confirmedPoints: 1000,
      asOf: '2026-01-01T00:00:00.000Z',
    } as const;
    const sale = body({
      accrualPoints: 150,
      redemption: { points: 500, valueMinor: 500, authorisation: standIn },
    });
    const detailOf = (activePoints: number, overdraftPoints = 0): string[] =>
      planSale(
        sale,
        bookOf({ activePoints, overdraftPoints }),
        null,
        demoProgramme,
        NOW_MS,
      ).exceptions.map(({ reason, detail }) => `${reason}: ${detail}`);
    expect(detailOf(500)).toEqual([]);
    expect(detailOf(499)).toEqual(['overdraft: redeemed 1 points more than the member had']);
    expect(detailOf(0, 10)).toEqual(['overdraft: redeemed 500 points more than the member had']);
  });

  it('corrects points in either direction beside what was sealed', () => {
    for (const sealed of [0, 150, 250]) {
      const plan = planSale(body({ accrualPoints: sealed }), bookOf(), null, demoProgramme, NOW_MS);
      expect(totals(plan)).toEqual({ active: 200, held: 0, sum: 0 });
      expect(plan.entries.map(({ kind }) => kind)).toEqual(['sale', 'correction']);
      expect(plan.exceptions.map(({ reason }) => reason)).toEqual(['ruleDifference']);
    }
  });

  it('flags a redemption that breaks the rules, a foreign currency and a wrong total', () => {
    const odd: readonly Partial<SaleBodyFormat1>[] = [
      redeeming(150),
      redeeming(100),
      {
        redemption: {
          points: 200,
          valueMinor: 1,
          authorisation: { kind: 'hold', holdId: HOLD_ID },
        },
      },
      { currency: 'USD' },
      { totalMinor: 1999 },
    ];
    for (const overrides of odd) {
      const plan = planSale(
        body(overrides),
        bookOf(),
        hold(overrides.redemption?.points ?? 1),
        demoProgramme,
        NOW_MS,
      );
      expect(plan.exceptions.map(({ reason }) => reason)).toContain('ruleDifference');
      expect(totals(plan).sum).toBe(0);
    }
  });
});
