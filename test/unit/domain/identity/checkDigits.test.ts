import { describe, expect, it } from 'vitest';
import { gs1CheckDigit, hasGs1CheckDigit } from '../../../../src/domain/identity/gs1CheckDigit.ts';
import { isLuhnValid } from '../../../../src/domain/identity/luhn.ts';

describe('isLuhnValid', () => {
  it.each([
    '4111111111111111',
    '5555555555554444',
    '378282246310005',
    '6011111111111117',
    '79927398713',
  ])('accepts the published number %s', (digits) => expect(isLuhnValid(digits)).toBe(true));

  it('refuses a wrong digit, too little and what is no digit', () => {
    for (const text of ['4111111111111112', '0', '', ' 18', '１８', '4111-1111']) {
      expect(isLuhnValid(text)).toBe(false);
    }
  });
});

describe('hasGs1CheckDigit', () => {
  it.each(['96385074', '036000291452', '4006381333931', '5901234123457', '106141412345678908'])(
    'accepts the published number %s',
    (digits) => expect(hasGs1CheckDigit(digits)).toBe(true),
  );

  it('computes the digit that belongs behind a body', () => {
    expect(gs1CheckDigit('590123412345')).toBe(7);
    expect(gs1CheckDigit('9638507')).toBe(4);
  });

  it('refuses a wrong digit, too little and what is no digit', () => {
    for (const text of ['4006381333932', '7', '', 'abc', '40063813339３１']) {
      expect(hasGs1CheckDigit(text)).toBe(false);
    }
  });
});
