import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineAmountMinor } from '../../src/domain/basket.ts';
import { quoteSale } from '../../src/domain/quote.ts';
import { redemptionValueMinor } from '../../src/domain/redemption.ts';
import {
  addReturned,
  returnableOf,
  reverseSale,
  type ReturnedQuantities,
  type Reversal,
} from '../../src/domain/reversal.ts';
import type { ReturnLine, SaleDraft } from '../../src/domain/transaction.ts';
import { saleInput } from '../support/domainArbitraries.ts';

/** A sale by the rules, with the version that it names. */
const sold = saleInput.map(({ programme, lines, tierId, redemptionPoints }) => {
  const quote = quoteSale({ programme, lines, tierId, redemptionPoints });
  const valueMinor = redemptionValueMinor(programme.redemption, redemptionPoints);
  const original: SaleDraft = {
    kind: 'sale',
    operatorId: 'op-1',
    member: { kind: 'member', memberId: 'm1', cardToken: 'a'.repeat(32) },
    programmeId: programme.programmeId,
    programmeVersion: programme.version,
    tierId,
    currency: programme.currency.code,
    lines,
    totalMinor: quote.totalMinor,
    accrualPoints: quote.accrualPoints,
    redemption:
      redemptionPoints === 0
        ? null
        : {
            points: redemptionPoints,
            valueMinor,
            authorisation: { kind: 'hold', holdId: '00000000-0000-7000-8000-000000000000' },
          },
  };
  return { programme, original, quote };
});

const NONE: ReturnedQuantities = new Map();
/** Which line, and which share of what is left of it, comes back next. */
const steps = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.double({ min: 0, max: 1, noNaN: true })), {
  maxLength: 30,
});

const valueOf = (result: ReturnType<typeof reverseSale>): Reversal => {
  if (!result.ok) {
    throw new Error(result.error.code);
  }
  return result.value;
};

const everyPiece = (original: SaleDraft): ReturnLine[] =>
  original.lines.map(({ lineNumber, quantity }) => ({ lineNumber, quantity }));

const add = (left: Reversal, right: Reversal): Reversal => ({
  refundMinor: left.refundMinor + right.refundMinor,
  reversedAccrualPoints: left.reversedAccrualPoints + right.reversedAccrualPoints,
  restoredRedemptionPoints: left.restoredRedemptionPoints + right.restoredRedemptionPoints,
});
const NOTHING: Reversal = {
  refundMinor: 0,
  reversedAccrualPoints: 0,
  restoredRedemptionPoints: 0,
};

describe('returning a sale', () => {
  it('in one go takes back all that it earned, gives back all that it spent and all that was paid', () => {
    fc.assert(
      fc.property(sold, ({ programme, original, quote }) => {
        const whole = reverseSale({ original, programme, returned: NONE }, everyPiece(original));
        expect(valueOf(whole)).toEqual({
          refundMinor: quote.payableMinor,
          reversedAccrualPoints: quote.accrualPoints,
          restoredRedemptionPoints: quote.redemptionPoints,
        });
      }),
    );
  });

  it('in any parts and any order never goes beyond the sale, and sums to it with the last piece', () => {
    fc.assert(
      fc.property(sold, steps, ({ programme, original }, parts) => {
        let returned: ReturnedQuantities = NONE;
        let sum = NOTHING;
        const whole = valueOf(
          reverseSale({ original, programme, returned: NONE }, everyPiece(original)),
        );
        const giveBack = (lines: readonly ReturnLine[]): void => {
          const input = { original, programme, returned };
          const part = valueOf(reverseSale(input, lines));
          const after = addReturned(input, lines);
          returned = after.ok ? after.value : returned;
          sum = add(sum, part);
          for (const name of [
            'refundMinor',
            'reversedAccrualPoints',
            'restoredRedemptionPoints',
          ] as const) {
            expect(part[name]).toBeGreaterThanOrEqual(0);
            expect(sum[name]).toBeLessThanOrEqual(whole[name]);
          }
        };
        for (const [which, share] of parts) {
          const line = original.lines[which % original.lines.length]!;
          const left = line.quantity - (returned.get(line.lineNumber) ?? 0);
          const quantity = Math.ceil(left * share);
          giveBack(quantity === 0 ? [] : [{ lineNumber: line.lineNumber, quantity }]);
        }
        giveBack(returnableOf({ original, returned }, everyPiece(original)));
        expect(sum).toEqual(whole);
      }),
    );
  });

  it('equals a model that counts piece by piece', () => {
    fc.assert(
      fc.property(sold, fc.nat(), fc.nat(), ({ programme, original, quote }, which, pieces) => {
        const at = which % original.lines.length;
        const line = original.lines[at]!;
        const quantity = 1 + (pieces % line.quantity);
        const reversal = valueOf(
          reverseSale({ original, programme, returned: NONE }, [
            { lineNumber: line.lineNumber, quantity },
          ]),
        );
        // What comes back of a whole is rounded up, so that the customer never keeps a fraction.
        const backOf = (whole: number): number =>
          Number(
            (BigInt(whole) * BigInt(quantity) + BigInt(line.quantity) - 1n) / BigInt(line.quantity),
          );
        const quoted = quote.lines[at]!;
        const redeemedBack = backOf(quoted.redeemedMinor);
        expect(reversal.reversedAccrualPoints).toBe(backOf(quoted.points));
        expect(reversal.refundMinor).toBe(
          (lineAmountMinor(line) / line.quantity) * quantity - redeemedBack,
        );
        const valueMinor = quote.redemptionValueMinor;
        const isAll = original.lines.length === 1 && quantity === line.quantity;
        expect(reversal.restoredRedemptionPoints).toBe(
          valueMinor === 0 || isAll
            ? quote.redemptionPoints
            : Number((BigInt(quote.redemptionPoints) * BigInt(redeemedBack)) / BigInt(valueMinor)),
        );
      }),
    );
  });

  it('refuses lines that were not sold and more pieces than are left, and says how many are', () => {
    fc.assert(
      fc.property(sold, fc.nat({ max: 11 }), ({ programme, original }, which) => {
        const line = original.lines[which % original.lines.length]!;
        const returned = new Map([[line.lineNumber, line.quantity - 1]]);
        const input = { original, programme, returned };
        expect(reverseSale(input, [{ lineNumber: line.lineNumber, quantity: 2 }])).toEqual({
          ok: false,
          error: { code: 'aboveQuantity', lineNumber: line.lineNumber, returnableQuantity: 1 },
        });
        expect(reverseSale(input, [{ lineNumber: 99, quantity: 1 }])).toEqual({
          ok: false,
          error: { code: 'unknownLine', lineNumber: 99 },
        });
      }),
    );
  });

  it('takes no points back from a sale without a card', () => {
    fc.assert(
      fc.property(sold, ({ programme, original }) => {
        const anonymous = { ...original, member: null, accrualPoints: 0, redemption: null };
        const input = { original: anonymous, programme, returned: NONE };
        expect(valueOf(reverseSale(input, everyPiece(original)))).toEqual({
          refundMinor: original.totalMinor,
          reversedAccrualPoints: 0,
          restoredRedemptionPoints: 0,
        });
      }),
    );
  });

  it('spreads what was sealed over the lines where the sale breaks the rules', () => {
    fc.assert(
      fc.property(sold, steps, ({ programme, original }, parts) => {
        const broken = { ...original, totalMinor: original.totalMinor + 1, accrualPoints: 1234 };
        let returned: ReturnedQuantities = NONE;
        let sum = 0;
        const all = [...parts.map(([which]) => which), ...broken.lines.map((_, index) => index)];
        for (const which of all) {
          const line = broken.lines[which % broken.lines.length]!;
          const input = { original: broken, programme, returned };
          const rest = returnableOf(input, [{ lineNumber: line.lineNumber, quantity: 9999 }]);
          sum += valueOf(reverseSale(input, rest)).reversedAccrualPoints;
          const after = addReturned(input, rest);
          returned = after.ok ? after.value : returned;
        }
        expect(sum).toBe(1234);
      }),
    );
  });
});
