import { describe, expect, it } from 'vitest';
import { basketTotalMinor, lineAmountMinor, type BasketLine } from '../../../src/domain/basket.ts';
import {
  checkedAmountMinor,
  MAXIMUM_AMOUNT_MINOR,
  minorUnitsPerMajor,
} from '../../../src/domain/money.ts';
import { checkedPoints, MAXIMUM_POINTS, sumPoints } from '../../../src/domain/points.ts';

const line = (quantity: number, unitPriceMinor: number): BasketLine => ({
  lineNumber: 1,
  productId: null,
  categoryId: 'open',
  description: '',
  quantity,
  unitPriceMinor,
});

describe('money', () => {
  it('is a non-negative integer of minor units in range', () => {
    expect(checkedAmountMinor(MAXIMUM_AMOUNT_MINOR)).toBe(MAXIMUM_AMOUNT_MINOR);
    for (const amount of [-1, 0.5, NaN, Infinity, MAXIMUM_AMOUNT_MINOR + 1]) {
      expect(() => checkedAmountMinor(amount)).toThrow();
    }
  });

  it('has the minor unit of its currency', () => {
    expect(minorUnitsPerMajor({ code: 'JPY', exponent: 0 })).toBe(1);
    expect(minorUnitsPerMajor({ code: 'EUR', exponent: 2 })).toBe(100);
    expect(minorUnitsPerMajor({ code: 'KWD', exponent: 3 })).toBe(1000);
    expect(() => minorUnitsPerMajor({ code: 'XXX', exponent: 5 })).toThrow('ISO 4217');
  });

  it('of a basket is the sum of quantity times price, and too much of it a defect', () => {
    expect(basketTotalMinor([line(3, 199), line(1, 1)])).toBe(598);
    expect(basketTotalMinor([])).toBe(0);
    expect(lineAmountMinor(line(0, 500))).toBe(0);
    expect(() => lineAmountMinor(line(9999, MAXIMUM_AMOUNT_MINOR))).toThrow('out of range');
    expect(() => basketTotalMinor([line(1, MAXIMUM_AMOUNT_MINOR), line(1, 1)])).toThrow(
      'out of range',
    );
  });
});

describe('points', () => {
  it('are integers of either sign in range', () => {
    expect(checkedPoints(-MAXIMUM_POINTS)).toBe(-MAXIMUM_POINTS);
    expect(() => checkedPoints(0.5)).toThrow('points are integers');
    expect(() => checkedPoints(MAXIMUM_POINTS + 1)).toThrow('out of range');
  });

  it('sum exactly, and never out of range on the way', () => {
    expect(sumPoints([])).toBe(0);
    expect(sumPoints([5, -7])).toBe(-2);
    expect(() => sumPoints([MAXIMUM_POINTS, 1, -1])).toThrow('out of range');
  });
});
