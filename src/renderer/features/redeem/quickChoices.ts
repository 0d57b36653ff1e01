import type { RedemptionRule } from '../../../domain/programme.ts';

/** Up to three numbers of points to offer, ascending, the last one the maximum (which is above 0). */
export function quickChoices(rule: RedemptionRule, maximumPoints: number): readonly number[] {
  const { pointsPerStep, minimumPoints } = rule;
  const leastPoints = Math.ceil(Math.max(minimumPoints, 1) / pointsPerStep) * pointsPerStep;
  const halfPoints = Math.floor(maximumPoints / 2 / pointsPerStep) * pointsPerStep;
  const choices = [leastPoints, Math.max(leastPoints, halfPoints), maximumPoints];
  return [...new Set(choices)].filter((points) => points <= maximumPoints);
}
