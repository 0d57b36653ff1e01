import { assert } from './assert.ts';
import { basketTotalMinor, lineAmountMinor, type BasketLine } from './basket.ts';
import { minorUnitsPerMajor } from './money.ts';
import { checkedPoints, sumPoints } from './points.ts';
import { tierOf, type Programme, type Tier } from './programme.ts';
import { redemptionValueMinor } from './redemption.ts';
import { allocate, divideRounded } from './rounding.ts';

/** One reason behind a line's points, in the order in which the rules apply. */
export type QuoteReason =
  | { readonly kind: 'base'; readonly pointsPerUnit: number }
  | { readonly kind: 'tier'; readonly tierId: string; readonly multiplierPermille: number }
  | {
      readonly kind: 'categoryBonus';
      readonly categoryId: string;
      readonly multiplierPermille: number;
    }
  | { readonly kind: 'excluded'; readonly categoryId: string }
  | { readonly kind: 'paidWithPoints'; readonly amountMinor: number };

/** What one line earns, and why. */
export interface QuoteLine {
  readonly lineNumber: number;
  readonly amountMinor: number;
  /** The part of the amount that is paid with points and so earns none. */
  readonly redeemedMinor: number;
  readonly points: number;
  readonly reasons: readonly QuoteReason[];
}

/** What a sale costs, pays with points and earns. */
export interface Quote {
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly totalMinor: number;
  readonly redemptionPoints: number;
  readonly redemptionValueMinor: number;
  /** Total less the value of the points: what is left for other tender. */
  readonly payableMinor: number;
  readonly accrualPoints: number;
  readonly lines: readonly QuoteLine[];
}

/** The inputs of a quote. A transaction carries them all, so that the ledger computes the same quote. */
export interface QuoteInput {
  readonly programme: Programme;
  /** Null for a card not yet known: the programme's first tier. */
  readonly tierId: string | null;
  readonly lines: readonly BasketLine[];
  /** Points to redeem, already checked by `checkRedemption`; 0 for none. */
  readonly redemptionPoints: number;
}

interface LineFraction {
  readonly line: BasketLine;
  readonly redeemedMinor: number;
  readonly numerator: bigint;
  readonly reasons: readonly QuoteReason[];
}

function fractionOf(
  programme: Programme,
  tier: Tier,
  line: BasketLine,
  redeemedMinor: number,
): LineFraction {
  const { basePointsPerUnit, categoryRules } = programme.earning;
  const reasons: QuoteReason[] = [];
  if (redeemedMinor > 0) {
    reasons.push({ kind: 'paidWithPoints', amountMinor: redeemedMinor });
  }
  const rule = categoryRules.find((candidate) => candidate.categoryId === line.categoryId);
  if (rule?.kind === 'exclusion') {
    reasons.push({ kind: 'excluded', categoryId: rule.categoryId });
    return { line, redeemedMinor, numerator: 0n, reasons };
  }
  reasons.push({ kind: 'base', pointsPerUnit: basePointsPerUnit });
  if (tier.multiplierPermille !== 1000) {
    const { tierId, multiplierPermille } = tier;
    reasons.push({ kind: 'tier', tierId, multiplierPermille });
  }
  const bonusPermille = rule === undefined ? 1000 : rule.multiplierPermille;
  if (rule !== undefined) {
    const { categoryId, multiplierPermille } = rule;
    reasons.push({ kind: 'categoryBonus', categoryId, multiplierPermille });
  }
  const eligibleMinor = lineAmountMinor(line) - redeemedMinor;
  const numerator =
    BigInt(eligibleMinor) *
    BigInt(basePointsPerUnit) *
    BigInt(tier.multiplierPermille) *
    BigInt(bonusPermille);
  return { line, redeemedMinor, numerator, reasons };
}

function roundLines(programme: Programme, fractions: readonly LineFraction[]): number[] {
  const denominator = BigInt(minorUnitsPerMajor(programme.currency)) * 1_000_000n;
  const { rounding, roundingScope } = programme.earning;
  if (roundingScope === 'line') {
    return fractions.map(({ numerator }) =>
      Number(divideRounded(numerator, denominator, rounding)),
    );
  }
  const numerators = fractions.map(({ numerator }) => numerator);
  const sum = numerators.reduce((left, right) => left + right, 0n);
  return allocate(divideRounded(sum, denominator, rounding), numerators).map(Number);
}

/**
 * Quotes a basket: points = eligible amount in major units × base rate × tier multiplier × category multiplier,
 * computed exactly and rounded once as the programme states. The value of redeemed points is spread over all lines in
 * proportion to their amounts and earns nothing.
 */
export function quoteSale(input: QuoteInput): Quote {
  const { programme, lines, redemptionPoints } = input;
  const tier = tierOf(programme, input.tierId);
  const totalMinor = basketTotalMinor(lines);
  const valueMinor = redemptionValueMinor(programme.redemption, redemptionPoints);
  assert(Number.isInteger(valueMinor) && valueMinor >= 0, 'points are redeemed in whole steps');
  assert(valueMinor <= totalMinor, 'a redemption never exceeds the total');
  const redeemed = allocate(
    BigInt(valueMinor),
    lines.map((line) => BigInt(lineAmountMinor(line))),
  ).map(Number);
  const fractions = lines.map((line, index) =>
    fractionOf(programme, tier, line, redeemed[index] ?? 0),
  );
  const points = roundLines(programme, fractions);
  const quoted = fractions.map(({ line, redeemedMinor, reasons }, index) => ({
    lineNumber: line.lineNumber,
    amountMinor: lineAmountMinor(line),
    redeemedMinor,
    points: checkedPoints(points[index] ?? 0),
    reasons,
  }));
  return {
    programmeId: programme.programmeId,
    programmeVersion: programme.version,
    totalMinor,
    redemptionPoints,
    redemptionValueMinor: valueMinor,
    payableMinor: totalMinor - valueMinor,
    accrualPoints: sumPoints(quoted.map((line) => line.points)),
    lines: quoted,
  };
}
