import { describe, expect, it } from 'vitest';
import { matchesCardPattern } from '../../../../src/domain/identity/cardPattern.ts';
import { tokenInput, type CardPattern } from '../../../../src/domain/identity/credential.ts';

const patterns: readonly CardPattern[] = [
  { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' },
  { scheme: 'number', prefix: '6', length: 16, checkDigit: 'luhn' },
  { scheme: 'uid', prefix: '', length: 8, checkDigit: 'none' },
];
const matches = (scheme: 'number' | 'gsrn' | 'uid', value: string) =>
  matchesCardPattern(patterns, { scheme, value });

describe('matchesCardPattern', () => {
  it('asks scheme, prefix, length and check digit, all of one pattern', () => {
    expect(matches('number', '2900000000018')).toBe(true);
    expect(matches('number', '2900000000010')).toBe(false);
    expect(matches('number', '4006381333931')).toBe(false);
    expect(matches('number', '290000000001')).toBe(false);
    expect(matches('number', '6000000000000007')).toBe(true);
    expect(matches('number', '6000000000000008')).toBe(false);
    expect(matches('uid', '04A1B2C3')).toBe(true);
    expect(matches('uid', '04A1B2C3D4')).toBe(false);
    expect(matches('gsrn', '04A1B2C3')).toBe(false);
  });

  it('knows no card where the chain has no pattern', () => {
    expect(matchesCardPattern([], { scheme: 'uid', value: '04A1B2C3' })).toBe(false);
  });
});

describe('tokenInput', () => {
  it('keeps a chip’s id and a card number of the same characters apart', () => {
    const value = '12345678';
    expect(tokenInput({ scheme: 'uid', value })).not.toBe(tokenInput({ scheme: 'number', value }));
  });
});
