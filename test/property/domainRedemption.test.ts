import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkRedemption,
  maximumRedeemablePoints,
  redemptionValueMinor,
} from '../../src/domain/redemption.ts';
import { programme } from '../support/domainArbitraries.ts';

const rule = programme.map((rules) => rules.redemption);
const totalMinor = fc.integer({ min: 0, max: 10_000_000 });
const availablePoints = fc.integer({ min: -5000, max: 10_000_000 });
const points = fc.oneof(
  fc.integer({ min: -100, max: 200_000 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0.5, 2 ** 53, -0),
);

describe('a redemption', () => {
  it('is never negative, above the balance, above the total, below the minimum or between steps', () => {
    fc.assert(
      fc.property(rule, points, totalMinor, availablePoints, (rules, wanted, total, available) => {
        const checked = checkRedemption(rules, wanted, total, available);
        if (!checked.ok || checked.value.points === 0) {
          expect(checked.ok ? checked.value.valueMinor : 0).toBe(0);
          return;
        }
        expect(checked.value.points).toBe(wanted);
        expect(wanted).toBeGreaterThanOrEqual(Math.max(1, rules.minimumPoints));
        expect(wanted).toBeLessThanOrEqual(available);
        expect(wanted % rules.pointsPerStep).toBe(0);
        expect(checked.value.valueMinor).toBeLessThanOrEqual(total);
        expect(Number.isSafeInteger(checked.value.valueMinor)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('of the maximum is allowed, and of one step more is not', () => {
    fc.assert(
      fc.property(rule, totalMinor, availablePoints, (rules, total, available) => {
        const most = maximumRedeemablePoints(rules, total, available);
        expect(checkRedemption(rules, most, total, available).ok).toBe(true);
        const more = Math.max(
          most + rules.pointsPerStep,
          Math.ceil(rules.minimumPoints / rules.pointsPerStep) * rules.pointsPerStep,
        );
        expect(checkRedemption(rules, more, total, available).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('pays in proportion: twice the points pay twice the value', () => {
    fc.assert(
      fc.property(rule, fc.nat({ max: 10_000 }), (rules, steps) => {
        const once = redemptionValueMinor(rules, steps * rules.pointsPerStep);
        expect(once).toBe(steps * rules.valueMinorPerStep);
        expect(redemptionValueMinor(rules, 2 * steps * rules.pointsPerStep)).toBe(2 * once);
      }),
    );
  });
});
