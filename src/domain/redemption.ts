import { divideRounded } from './rounding.ts';
import type { RedemptionRule } from './programme.ts';
import { fail, ok, type Result } from './result.ts';

/** Why a number of points cannot be redeemed in this sale. */
export type RedemptionRefusal =
  | { readonly code: 'notWholeSteps'; readonly pointsPerStep: number }
  | { readonly code: 'belowMinimum'; readonly minimumPoints: number }
  | { readonly code: 'aboveBalance'; readonly availablePoints: number }
  | { readonly code: 'aboveTotal'; readonly maximumPoints: number };

/** What `points` pay under `rule`, in minor units; points are whole steps. */
export function redemptionValueMinor(rule: RedemptionRule, points: number): number {
  return (points / rule.pointsPerStep) * rule.valueMinorPerStep;
}

/** The most points that a sale of `totalMinor` can take from `availablePoints`; 0 where the minimum is not met. */
export function maximumRedeemablePoints(
  rule: RedemptionRule,
  totalMinor: number,
  availablePoints: number,
): number {
  const stepsByTotal = divideRounded(BigInt(totalMinor), BigInt(rule.valueMinorPerStep), 'floor');
  const stepsByBalance = divideRounded(
    BigInt(Math.max(0, availablePoints)),
    BigInt(rule.pointsPerStep),
    'floor',
  );
  const steps = stepsByTotal < stepsByBalance ? stepsByTotal : stepsByBalance;
  const points = Number(steps) * rule.pointsPerStep;
  return points >= rule.minimumPoints ? points : 0;
}

/** Checks `points` (0 redeems nothing) against the rule, the sale and what the member may spend; gives their value. */
export function checkRedemption(
  rule: RedemptionRule,
  points: number,
  totalMinor: number,
  availablePoints: number,
): Result<{ readonly points: number; readonly valueMinor: number }, RedemptionRefusal> {
  if (points === 0) {
    return ok({ points: 0, valueMinor: 0 });
  }
  if (!Number.isSafeInteger(points) || points < 0 || points % rule.pointsPerStep !== 0) {
    return fail({ code: 'notWholeSteps', pointsPerStep: rule.pointsPerStep });
  }
  if (points < rule.minimumPoints) {
    return fail({ code: 'belowMinimum', minimumPoints: rule.minimumPoints });
  }
  if (points > availablePoints) {
    return fail({ code: 'aboveBalance', availablePoints });
  }
  const valueMinor = redemptionValueMinor(rule, points);
  if (valueMinor > totalMinor) {
    const maximumPoints = maximumRedeemablePoints(rule, totalMinor, availablePoints);
    return fail({ code: 'aboveTotal', maximumPoints });
  }
  return ok({ points, valueMinor });
}
