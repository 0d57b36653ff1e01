import { describe, expect, it } from 'vitest';
import { checkRedemption, maximumRedeemablePoints } from '../../../src/domain/redemption.ts';

const rule = { pointsPerStep: 50, valueMinorPerStep: 25, minimumPoints: 100 };

describe('checkRedemption', () => {
  it('gives points and their value', () => {
    expect(checkRedemption(rule, 150, 1000, 200)).toEqual({
      ok: true,
      value: { points: 150, valueMinor: 75 },
    });
  });

  it('redeems nothing for nothing, even without points', () => {
    expect(checkRedemption(rule, 0, 0, -10)).toEqual({
      ok: true,
      value: { points: 0, valueMinor: 0 },
    });
  });

  it('says why not, with what would be possible', () => {
    const refusal = (points: number, totalMinor: number, availablePoints: number) => {
      const checked = checkRedemption(rule, points, totalMinor, availablePoints);
      return checked.ok ? null : checked.error;
    };
    expect(refusal(120, 1000, 500)).toEqual({ code: 'notWholeSteps', pointsPerStep: 50 });
    expect(refusal(-50, 1000, 500)).toEqual({ code: 'notWholeSteps', pointsPerStep: 50 });
    expect(refusal(50, 1000, 500)).toEqual({ code: 'belowMinimum', minimumPoints: 100 });
    expect(refusal(200, 1000, 199)).toEqual({ code: 'aboveBalance', availablePoints: 199 });
    expect(refusal(300, 149, 500)).toEqual({ code: 'aboveTotal', maximumPoints: 250 });
  });
});

describe('maximumRedeemablePoints', () => {
  it('is bounded by the sale and by the balance, in whole steps', () => {
    expect(maximumRedeemablePoints(rule, 149, 10_000)).toBe(250);
    expect(maximumRedeemablePoints(rule, 10_000, 249)).toBe(200);
  });

  it('is nothing where the minimum is not met or the balance is overdrawn', () => {
    expect(maximumRedeemablePoints(rule, 10_000, 99)).toBe(0);
    expect(maximumRedeemablePoints(rule, 49, 10_000)).toBe(0);
    expect(maximumRedeemablePoints(rule, 10_000, -500)).toBe(0);
  });
});
