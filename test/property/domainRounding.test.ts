import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, divideRounded } from '../../src/domain/rounding.ts';

const count = fc.bigInt({ min: 0n, max: 10n ** 15n });
const divisor = fc.bigInt({ min: 1n, max: 10n ** 12n });
const weights = fc
  .array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 10n ** 12n })), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((list) => list.some((weight) => weight > 0n));

describe('invariant 4: balanced shares', () => {
  it('splits a total without losing or inventing any of it', () => {
    fc.assert(
      fc.property(count, weights, (total, list) => {
        expect(allocate(total, list).reduce((left, right) => left + right, 0n)).toBe(total);
      }),
    );
  });

  it('gives each weight its exact share rounded down or up, and nothing to a weight of zero', () => {
    fc.assert(
      fc.property(count, weights, (total, list) => {
        const sum = list.reduce((left, right) => left + right, 0n);
        for (const [index, share] of allocate(total, list).entries()) {
          const exact = total * list[index]!;
          expect(share * sum <= exact + sum - 1n && (share + 1n) * sum > exact).toBe(true);
          expect(list[index] === 0n ? share : 0n).toBe(0n);
        }
      }),
    );
  });

  it('gives what is left to the largest remainders, and on a tie to the earlier line', () => {
    fc.assert(
      fc.property(count, weights, (total, list) => {
        const sum = list.reduce((left, right) => left + right, 0n);
        const remainders = list.map((weight) => (total * weight) % sum);
        const raised = allocate(total, list).map(
          (share, index) => share > (total * list[index]!) / sum,
        );
        for (const [one, isRaised] of raised.entries()) {
          for (const [other, otherIsRaised] of raised.entries()) {
            const before =
              remainders[other]! > remainders[one]! ||
              (remainders[other] === remainders[one] && other < one);
            expect(isRaised && before && !otherIsRaised).toBe(false);
          }
        }
      }),
    );
  });
});

describe('rounding', () => {
  it('is the nearest integer, below for floor, and exact where it divides', () => {
    fc.assert(
      fc.property(count, divisor, (numerator, denominator) => {
        const floor = divideRounded(numerator, denominator, 'floor');
        expect(floor * denominator <= numerator && (floor + 1n) * denominator > numerator).toBe(
          true,
        );
        for (const mode of ['halfUp', 'halfEven'] as const) {
          const off = 2n * (divideRounded(numerator, denominator, mode) * denominator - numerator);
          expect(off <= denominator && -off <= denominator).toBe(true);
          expect(divideRounded(numerator * denominator, denominator, mode)).toBe(numerator);
        }
      }),
    );
  });

  it('goes up at a half by halfUp and to the even neighbour by halfEven', () => {
    fc.assert(
      fc.property(count, divisor, (whole, half) => {
        const numerator = whole * 2n * half + half;
        expect(divideRounded(numerator, 2n * half, 'halfUp')).toBe(whole + 1n);
        expect(divideRounded(numerator, 2n * half, 'halfEven')).toBe(whole + (whole % 2n));
      }),
    );
  });
});
