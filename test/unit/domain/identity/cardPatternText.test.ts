import { describe, expect, it } from 'vitest';
import { matchCard } from '../../../../src/domain/identity/cardPattern.ts';
import { cardPatternConflicts } from '../../../../src/domain/identity/cardPatternConflicts.ts';
import {
  describeCardPattern,
  parseCardPattern,
} from '../../../../src/domain/identity/cardPatternText.ts';
import type { CardPattern } from '../../../../src/domain/identity/credential.ts';

function parsed(text: string): CardPattern {
  const pattern = parseCardPattern(text);
  if (!pattern.ok) {
    throw new Error(pattern.error);
  }
  return pattern.value;
}

describe('the text of a card format', () => {
  it.each([
    ['EAN-13 starting with 29', { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' }],
    ['ean13  STARTING with 29', { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' }],
    ['AI 8018 starting with 40', { scheme: 'gsrn', prefix: '40', length: 18, checkDigit: 'gs1' }],
    [
      'AI 8018 with AI 8019',
      { scheme: 'gsrn', prefix: '', length: 20, longest: 29, checkDigit: 'none' },
    ],
    ['UID of 7 bytes', { scheme: 'uid', prefix: '', length: 14, checkDigit: 'none' }],
    [
      'UID of 7 bytes starting with 04a1',
      { scheme: 'uid', prefix: '04A1', length: 14, checkDigit: 'none' },
    ],
    [
      'number of 10 characters starting with "K-" with Luhn check digit',
      { scheme: 'number', prefix: 'K-', length: 10, checkDigit: 'luhn' },
    ],
    [
      'track 1 field 3 from character 20 of 12 characters starting with ABC',
      {
        scheme: 'number',
        prefix: 'ABC',
        length: 12,
        checkDigit: 'none',
        trackField: { track: 1, field: 3, from: 20 },
      },
    ],
  ])('is read: %s', (text, pattern) => {
    expect(parseCardPattern(text)).toEqual({ ok: true, value: pattern });
    expect(parseCardPattern(describeCardPattern(parsed(text)))).toEqual({
      ok: true,
      value: pattern,
    });
  });

  it.each([
    '',
    'EAN-14',
    'EAN-13 starting with',
    'EAN-13 starting with 29 with Luhn check digit',
    'number of 0 characters',
    'number of 65 characters',
    'number of 9 to 8 characters',
    'number of 4 bytes',
    'number of 3 characters starting with 1234',
    'track 4 field 1 of 3 characters',
    'number of 4 characters starting with "\\q"',
  ])('is refused with words where it is none: %s', (text) => {
    const pattern = parseCardPattern(text);
    expect(pattern.ok).toBe(false);
    expect(pattern.ok ? '' : pattern.error).toMatch(/[.;]$/);
  });
});

describe('matchCard', () => {
  const tracks = {
    track1: 'B6543210000000000^DOE/JOHN                  ^0000000000000000000ABC123456789',
    track2: '',
    track3: '',
  };
  const stripe = parsed('track 1 field 3 from character 20 of 12 characters starting with ABC');
  const credential = { scheme: 'number', value: '6543210000000000' } as const;

  it('takes a number out of a field of the stripe', () => {
    expect(matchCard([stripe], credential, tracks)?.credential).toEqual({
      scheme: 'number',
      value: 'ABC123456789',
    });
  });

  it('asks fields of the stripe before the number that stands on every stripe', () => {
    const plain = parsed('number of 16 characters');
    expect(matchCard([plain, stripe], credential, tracks)?.pattern).toEqual(stripe);
    expect(matchCard([plain, stripe], credential, null)?.pattern).toEqual(plain);
  });

  it('takes no number that is no swipe for a field of the stripe', () => {
    expect(matchCard([stripe], { scheme: 'number', value: 'ABC123456789' }, null)).toBeNull();
  });

  it('takes a relation number with its instance of any length', () => {
    const pattern = parsed('GSRN with instance');
    const value = '400638133390000007.123';
    expect(matchCard([pattern], { scheme: 'gsrn', value }, null)).not.toBeNull();
  });
});

describe('cardPatternConflicts', () => {
  const conflicts = (...texts: string[]): string[] => cardPatternConflicts(texts.map(parsed));

  it('finds nothing in formats of which each read means one thing', () => {
    expect(
      conflicts('EAN-13 starting with 29', 'EAN-13 starting with 28', 'GSRN', 'UID of 7 bytes'),
    ).toEqual([]);
    expect(conflicts('number of 13 characters starting with K')).toEqual([]);
  });

  it('finds formats that would take products for cards', () => {
    expect(conflicts('EAN-13 starting with 40')).toHaveLength(1);
    expect(conflicts('EAN-13')).toHaveLength(1);
    expect(conflicts('number of 8 to 16 characters')).toHaveLength(1);
    expect(conflicts('EAN-8 starting with 2', 'UPC-A starting with 4')).toEqual([]);
  });

  it('finds two formats for the same cards', () => {
    expect(conflicts('EAN-13 starting with 2', 'EAN-13 starting with 29')).toHaveLength(1);
    expect(conflicts('UID of 4 to 7 bytes', 'UID of 7 bytes')).toHaveLength(1);
  });
});
