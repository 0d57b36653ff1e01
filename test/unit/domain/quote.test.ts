import { describe, expect, it } from 'vitest';
import type { BasketLine } from '../../../src/domain/basket.ts';
import type { EarningRule, Programme } from '../../../src/domain/programme.ts';
import { quoteSale } from '../../../src/domain/quote.ts';

const earning: EarningRule = {
  basePointsPerUnit: 1,
  categoryRules: [
    { kind: 'bonus', categoryId: 'bakery', multiplierPermille: 2000 },
    { kind: 'exclusion', categoryId: 'tobacco' },
  ],
  rounding: 'floor',
  roundingScope: 'line',
};
const programme: Programme = {
  programmeId: 'demo',
  version: 3,
  name: 'Demo',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  currency: { code: 'EUR', exponent: 2 },
  earning,
  redemption: { pointsPerStep: 100, valueMinorPerStep: 100, minimumPoints: 100 },
  standIn: { floorLimitPoints: 500, maximumStalenessMs: 86_400_000 },
  tiers: [
    { tierId: 'basic', name: 'Basic', multiplierPermille: 1000 },
    { tierId: 'gold', name: 'Gold', multiplierPermille: 1500 },
  ],
};
const line = (lineNumber: number, categoryId: string, unitPriceMinor: number): BasketLine => ({
  lineNumber,
  productId: `p${lineNumber}`,
  categoryId,
  description: categoryId,
  quantity: 1,
  unitPriceMinor,
});
const withEarning = (changes: Partial<EarningRule>): Programme => ({
  ...programme,
  earning: { ...earning, ...changes },
});

describe('quoteSale', () => {
  it('multiplies base, tier and category, and says so line by line', () => {
    const quote = quoteSale({
      programme,
      tierId: 'gold',
      lines: [line(1, 'dairy', 1099), line(2, 'bakery', 450), line(3, 'tobacco', 900)],
      redemptionPoints: 0,
    });
    expect(quote.lines.map(({ points }) => points)).toEqual([16, 13, 0]);
    expect(quote.accrualPoints).toBe(29);
    expect(quote.totalMinor).toBe(2449);
    const gold = { kind: 'tier', tierId: 'gold', multiplierPermille: 1500 };
    expect(quote.lines.map(({ reasons }) => reasons)).toEqual([
      [{ kind: 'base', pointsPerUnit: 1 }, gold],
      [
        { kind: 'base', pointsPerUnit: 1 },
        gold,
        { kind: 'categoryBonus', categoryId: 'bakery', multiplierPermille: 2000 },
      ],
      [{ kind: 'excluded', categoryId: 'tobacco' }],
    ]);
  });

  it('earns nothing for what is paid with points', () => {
    const quote = quoteSale({
      programme,
      tierId: 'basic',
      lines: [line(1, 'dairy', 600), line(2, 'dairy', 400)],
      redemptionPoints: 500,
    });
    expect(quote.payableMinor).toBe(500);
    expect(quote.lines.map(({ redeemedMinor, points }) => [redeemedMinor, points])).toEqual([
      [300, 3],
      [200, 2],
    ]);
    expect(quote.lines[0]?.reasons[0]).toEqual({ kind: 'paidWithPoints', amountMinor: 300 });
  });

  it('rounds each line, or the sale once, as the programme states', () => {
    const lines = [line(1, 'dairy', 50), line(2, 'dairy', 50), line(3, 'dairy', 99)];
    const points = (rules: Programme) =>
      quoteSale({ programme: rules, tierId: null, lines, redemptionPoints: 0 }).lines.map(
        (quoted) => quoted.points,
      );
    expect(points(withEarning({}))).toEqual([0, 0, 0]);
    expect(points(withEarning({ rounding: 'halfUp' }))).toEqual([1, 1, 1]);
    expect(points(withEarning({ rounding: 'halfEven' }))).toEqual([0, 0, 1]);
    expect(points(withEarning({ roundingScope: 'sale' }))).toEqual([0, 0, 1]);
    expect(points(withEarning({ roundingScope: 'sale', rounding: 'halfUp' }))).toEqual([1, 0, 1]);
  });

  it('takes the programme’s first tier for a card without one and for a tier it does not know', () => {
    for (const tierId of [null, 'platinum']) {
      const quote = quoteSale({
        programme,
        tierId,
        lines: [line(1, 'dairy', 1000)],
        redemptionPoints: 0,
      });
      expect(quote.accrualPoints).toBe(10);
    }
  });

  it('computes beyond the precision of floating point', () => {
    const quote = quoteSale({
      programme: withEarning({ basePointsPerUnit: 99 }),
      tierId: 'gold',
      lines: [line(1, 'bakery', 99_999_999_999)],
      redemptionPoints: 0,
    });
    expect(quote.accrualPoints).toBe(
      Number((99_999_999_999n * 99n * 1500n * 2000n) / 100_000_000n),
    );
  });

  it('holds a redemption above the total or between steps to be a defect', () => {
    const lines = [line(1, 'dairy', 100)];
    const quote = (redemptionPoints: number) =>
      quoteSale({ programme, tierId: null, lines, redemptionPoints });
    expect(() => quote(200)).toThrow('a redemption never exceeds the total');
    expect(() => quote(99.5)).toThrow('points are redeemed in whole steps');
    expect(() => quote(-100)).toThrow('points are redeemed in whole steps');
  });
});
