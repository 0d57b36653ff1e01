import { describe, expect, it } from 'vitest';
import { parseAmountMinor } from '../../../../../src/renderer/features/basket/amountEntry.ts';

const euro = { code: 'EUR', exponent: 2 };
const yen = { code: 'JPY', exponent: 0 };

describe('amount entry', () => {
  it.each([
    ['7', 700],
    ['12.5', 1250],
    ['12,50', 1250],
    ['0.05', 5],
    ['3.', 300],
    [' 8.10 ', 810],
  ])('reads %j as people mean it', (text, minor) => {
    expect(parseAmountMinor(text, euro)).toEqual({ ok: true, value: minor });
  });

  it.each(['', '0', '0.00', '-5', '1.234', 'abc', '1e5', '1.2.3', '99999999'])(
    'refuses %j with a sentence',
    (text) => {
      expect(parseAmountMinor(text, euro)).toMatchObject({ ok: false });
    },
  );

  it('knows currencies without a minor unit', () => {
    expect(parseAmountMinor('120', yen)).toEqual({ ok: true, value: 120 });
    expect(parseAmountMinor('1.5', yen)).toMatchObject({ ok: false });
  });
});
