import { describe, expect, it } from 'vitest';
import type { SaleBodyFormat1 } from '../../../../src/domain/transaction.ts';
import { balanceChange } from '../../../../src/ledger/posting/ledgerEntry.ts';
import {
  planSale,
  type SaleHold,
  type SaleMember,
} from '../../../../src/ledger/posting/planSale.ts';
import { demoProgramme } from '../../../../src/ledger/demonstration/demoChain.ts';

const HOLD_ID = '00000000-0000-4000-8000-000000000001';
const MEMBER: SaleMember = { memberId: 'M1', status: 'active', activePoints: 1000 };

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
  const changes = plan.entries.map(balanceChange);
  return {
    active: changes.reduce((sum, change) => sum + change.activePoints, 0),
    held: changes.reduce((sum, change) => sum + change.heldPoints, 0),
    sum: plan.entries
      .flatMap(({ postings }) => postings)
      .reduce((sum, { points }) => sum + points, 0),
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
      const plan = planSale(body(redeeming(500)), MEMBER, given, demoProgramme);
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
    const detailOf = (activePoints: number): string[] =>
      planSale(sale, { ...MEMBER, activePoints }, null, demoProgramme).exceptions.map(
        ({ reason, detail }) => `${reason}: ${detail}`,
      );
    expect(detailOf(500)).toEqual([]);
    expect(detailOf(499)).toEqual(['overdraft: redeemed 1 points more than the member had']);
    expect(detailOf(-10)).toEqual(['overdraft: redeemed 500 points more than the member had']);
  });

  it('corrects points in either direction beside what was sealed', () => {
    for (const sealed of [0, 150, 250]) {
      const plan = planSale(body({ accrualPoints: sealed }), MEMBER, null, demoProgramme);
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
        MEMBER,
        hold(overrides.redemption?.points ?? 1),
        demoProgramme,
      );
      expect(plan.exceptions.map(({ reason }) => reason)).toContain('ruleDifference');
      expect(totals(plan).sum).toBe(0);
    }
  });
});
