import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BasketLine } from '../../src/domain/basket.ts';
import type { Programme } from '../../src/domain/programme.ts';
import { quoteSale, type QuoteLine } from '../../src/domain/quote.ts';
import type { RoundingMode } from '../../src/domain/rounding.ts';
import { saleInput } from '../support/domainArbitraries.ts';

/** An exact fraction with a positive denominator, written apart from the product's own arithmetic. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const times = (fraction: Fraction, top: number, bottom: number): Fraction => ({
  top: fraction.top * BigInt(top),
  bottom: fraction.bottom * BigInt(bottom),
});

/** Rounds by looking for the nearest integers below and above, not by remainders. */
function rounded({ top, bottom }: Fraction, mode: RoundingMode): bigint {
  let below = 0n;
  for (let bit = 1n << 80n; bit > 0n; bit >>= 1n) {
    below += (below + bit) * bottom <= top ? bit : 0n;
  }
  const toBelow = top - below * bottom;
  const toAbove = (below + 1n) * bottom - top;
  if (mode === 'floor' || toBelow < toAbove) {
    return below;
  }
  if (toBelow > toAbove || mode === 'halfUp') {
    return below + 1n;
  }
  return below + (below & 1n);
}

/** What a line earns before rounding, as the programme says it in words. */
function oracle(
  programme: Programme,
  tierId: string | null,
  line: BasketLine,
  redeemedMinor: number,
): Fraction {
  const rule = programme.earning.categoryRules.find(
    (candidate) => candidate.categoryId === line.categoryId,
  );
  if (rule?.kind === 'exclusion') {
    return { top: 0n, bottom: 1n };
  }
  const tier = programme.tiers.find((candidate) => candidate.tierId === tierId);
  const paid = {
    top: BigInt(line.quantity * line.unitPriceMinor - redeemedMinor),
    bottom: 10n ** BigInt(programme.currency.exponent),
  };
  const base = times(paid, programme.earning.basePointsPerUnit, 1);
  const tiered = times(base, (tier ?? programme.tiers[0]!).multiplierPermille, 1000);
  return rule === undefined ? tiered : times(tiered, rule.multiplierPermille, 1000);
}

const sum = (lines: readonly QuoteLine[], of: (line: QuoteLine) => number) =>
  lines.reduce((total, line) => total + of(line), 0);

/** The sum of fractions, exactly. */
function total(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce((left, right) => ({
    top: left.top * right.bottom + right.top * left.bottom,
    bottom: left.bottom * right.bottom,
  }));
}

describe('invariant 7: one set of rules', () => {
  it('gives the points of an independent exact recomputation, rounded once as the programme states', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        const quote = quoteSale(input);
        const { rounding, roundingScope } = input.programme.earning;
        const exact = quote.lines.map((quoted, index) =>
          oracle(input.programme, input.tierId, input.lines[index]!, quoted.redeemedMinor),
        );
        if (roundingScope === 'line') {
          const points = exact.map((fraction) => rounded(fraction, rounding));
          expect(quote.lines.map((line) => BigInt(line.points))).toEqual(points);
        } else {
          expect(BigInt(quote.accrualPoints)).toBe(rounded(total(exact), rounding));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('depends on its inputs alone: the same inputs, copied, give the same quote', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        expect(quoteSale(structuredClone(input))).toEqual(quoteSale(input));
      }),
    );
  });
});

describe('a quote', () => {
  it('adds up: the points of its lines are the accrual, none of them negative', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        const quote = quoteSale(input);
        expect(sum(quote.lines, (line) => line.points)).toBe(quote.accrualPoints);
        expect(quote.lines.every((line) => line.points >= 0)).toBe(true);
      }),
    );
  });

  it('spreads the value of the points over the lines, none beyond its amount', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        const quote = quoteSale(input);
        expect(sum(quote.lines, (line) => line.redeemedMinor)).toBe(quote.redemptionValueMinor);
        expect(sum(quote.lines, (line) => line.amountMinor)).toBe(quote.totalMinor);
        expect(quote.payableMinor + quote.redemptionValueMinor).toBe(quote.totalMinor);
        expect(quote.payableMinor).toBeGreaterThanOrEqual(0);
        for (const line of quote.lines) {
          expect(line.redeemedMinor).toBeLessThanOrEqual(line.amountMinor);
        }
      }),
    );
  });

  it('gives every line a reason, and an excluded one no points', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        for (const line of quoteSale(input).lines) {
          const kinds = line.reasons.map((reason) => reason.kind);
          expect(kinds.includes('base')).toBe(!kinds.includes('excluded'));
          expect(kinds.includes('paidWithPoints')).toBe(line.redeemedMinor > 0);
          expect(kinds.includes('excluded') ? line.points : 0).toBe(0);
        }
      }),
    );
  });

  it('moves no line of a sale rounded as a whole further than one point from its exact share', () => {
    fc.assert(
      fc.property(saleInput, (input) => {
        fc.pre(input.programme.earning.roundingScope === 'sale');
        const quote = quoteSale(input);
        const exact = quote.lines.map((line, index) =>
          oracle(input.programme, input.tierId, input.lines[index]!, line.redeemedMinor),
        );
        const whole = total(exact);
        for (const [index, line] of quote.lines.entries()) {
          // Its share is accrual × exact / whole; compared by cross-multiplication.
          const share = BigInt(quote.accrualPoints) * exact[index]!.top * whole.bottom;
          const scale = exact[index]!.bottom * whole.top;
          const off = BigInt(line.points) * scale - share;
          expect(off < 0n ? -off <= scale : off <= scale).toBe(true);
        }
      }),
    );
  });
});
