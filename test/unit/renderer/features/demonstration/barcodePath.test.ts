import { describe, expect, it } from 'vitest';
import { barcodePath } from '../../../../../src/renderer/features/demonstration/barcodePath.ts';

/** Left-hand patterns of set A; B is the mirrored complement, C the complement (GS1 General Specifications 5.2.1). */
const SET_A =
  '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(' ');
const PARITY = 'AAAAAA AABABB AABBAB AABBBA ABAABB ABBAAB ABBBAA ABABAB ABABBA ABBABA'.split(' ');

const complement = (bits: string) => bits.replace(/[01]/g, (bit) => (bit === '1' ? '0' : '1'));
const mirror = (bits: string) => Array.from(bits).reverse().join('');

/** The modules of a drawing, 1 for dark. */
function modulesOf(path: string, width: number): string {
  const modules = Array.from({ length: width }, () => '0');
  for (const [, x, bar] of path.matchAll(/M(\d+) 0h(\d+)v/g)) {
    for (let index = 0; index < Number(bar); index += 1) {
      modules[Number(x) + index] = '1';
    }
  }
  return modules.join('');
}

/** The modules that the standard asks for. */
function standardModules(number: string): string {
  const digits = Array.from(number, Number);
  const parity = PARITY[digits[0] ?? 0] ?? '';
  const left = digits.slice(1, 7).map((digit, index) => {
    const bits = SET_A[digit] ?? '';
    return parity[index] === 'A' ? bits : mirror(complement(bits));
  });
  const right = digits.slice(7).map((digit) => complement(SET_A[digit] ?? ''));
  const symbol = `101${left.join('')}01010${right.join('')}101`;
  return `${'0'.repeat(11)}${symbol}${'0'.repeat(7)}`;
}

describe('barcode', () => {
  it.each(['2900013392964', '4006381333931', '5901234123457', '9780306406157'])(
    'draws %s as the standard does, with its quiet zones',
    (number) => {
      const drawing = barcodePath(number, 30);
      expect(drawing).not.toBeNull();
      const modules = modulesOf(drawing?.path ?? '', drawing?.widthModules ?? 0);
      expect(modules).toBe(standardModules(number));
    },
  );

  it('draws nothing for a wrong check digit', () => {
    expect(barcodePath('4006381333932', 30)).toBeNull();
  });
});
