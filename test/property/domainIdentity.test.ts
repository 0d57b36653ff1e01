import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardLabel, type Credential } from '../../src/domain/identity/credential.ts';
import { gs1CheckDigit, hasGs1CheckDigit } from '../../src/domain/identity/gs1CheckDigit.ts';
import { isLuhnValid } from '../../src/domain/identity/luhn.ts';

const digits = fc.stringMatching(/^[0-9]{1,30}$/);

/** The Luhn check digit by a table of doubled digits, from the left: another way than the product's. */
function luhnCheckDigit(body: string): number {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = Array.from(body).reduceRight(
    (total, digit, index) =>
      total + ((body.length - index) % 2 === 1 ? doubled[Number(digit)]! : Number(digit)),
    0,
  );
  return (10 - (sum % 10)) % 10;
}

describe('check digits', () => {
  it('of Luhn: exactly one last digit is right, the one of an independent computation', () => {
    fc.assert(
      fc.property(digits, (body) => {
        const right = Array.from('0123456789').filter((last) => isLuhnValid(`${body}${last}`));
        expect(right).toEqual([String(luhnCheckDigit(body))]);
      }),
    );
  });

  it('of Luhn notice every single wrong digit and every swap of neighbours but 09 and 90', () => {
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
        const number = `${body}${luhnCheckDigit(body)}`;
        const at = place % number.length;
        const other = (Number(number[at]) + change) % 10;
        expect(isLuhnValid(`${number.slice(0, at)}${other}${number.slice(at + 1)}`)).toBe(false);
        const [one, two] = [number[at]!, number[at + 1] ?? number[at]!];
        fc.pre(one !== two && `${one}${two}` !== '09' && `${one}${two}` !== '90');
        const swapped = `${number.slice(0, at)}${two}${one}${number.slice(at + 2)}`;
        expect(isLuhnValid(swapped)).toBe(false);
      }),
    );
  });

  it('of GS1: exactly one last digit is right, and a wrong digit elsewhere is noticed', () => {
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
        const number = `${body}${gs1CheckDigit(body)}`;
        expect(hasGs1CheckDigit(number)).toBe(true);
        const at = place % number.length;
        const other = (Number(number[at]) + change) % 10;
        const wrong = `${number.slice(0, at)}${other}${number.slice(at + 1)}`;
        expect(hasGs1CheckDigit(wrong)).toBe(false);
      }),
    );
  });

  it('take digits only: nothing else is valid, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^[0-9]{2,}$/.test(text));
        expect(isLuhnValid(text) || hasGs1CheckDigit(text)).toBe(false);
      }),
    );
  });
});

describe('invariant 9: no treasure on the terminal', () => {
  it('labels a card by four characters at most, and a short one by none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Credential['scheme']>('number', 'gsrn', 'uid'),
        fc.stringMatching(/^[0-9A-F]{1,32}$/),
        (scheme, value) => {
          const shown = cardLabel({ scheme, value }).replace(/[• ]/g, '');
          expect(shown).toBe(value.length >= 8 ? value.slice(-4) : '');
        },
      ),
    );
  });
});
