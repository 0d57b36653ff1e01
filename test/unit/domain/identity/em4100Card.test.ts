import { describe, expect, it } from 'vitest';
import { cardPatternConflicts } from '../../../../src/domain/identity/cardPatternConflicts.ts';
import {
  describeCardPattern,
  parseCardPattern,
} from '../../../../src/domain/identity/cardPatternText.ts';
import type { CardPattern } from '../../../../src/domain/identity/credential.ts';
import { matchEm4100 } from '../../../../src/domain/identity/em4100Card.ts';

const patternOf = (text: string): CardPattern => {
  const parsed = parseCardPattern(text);
  if (!parsed.ok) {
    throw new Error(parsed.error);
  }
  return parsed.value;
};

describe('EM4100 formats', () => {
  it.each(['EM4100 of 24 bits', 'EM4100 of 32 bits', 'EM4100 of 40 bits starting with 01'])(
    'are the same again after they were written out and read: %s',
    (text) => {
      expect(describeCardPattern(patternOf(text))).toBe(text);
    },
  );

  it.each(['EM4100 of 26 bits', 'EM4100', 'EM4100 of 4 bytes'])('are none: %s', (text) => {
    expect(parseCardPattern(text).ok).toBe(false);
  });

  it.each([
    ['EM4100 of 24 bits', '01026F6C3A', '6F6C3A'],
    ['EM4100 of 24 bits', '6F6C3A', '6F6C3A'],
    ['EM4100 of 32 bits', '01026F6C3A', '026F6C3A'],
    ['EM4100 of 32 bits', '026F6C3A', '026F6C3A'],
    ['EM4100 of 40 bits', '01026F6C3A', '01026F6C3A'],
  ])('%s takes of %s the end %s', (text, digits, value) => {
    expect(matchEm4100([patternOf(text)], digits)).toMatchObject({
      ok: true,
      value: { credential: { scheme: 'uid', value } },
    });
  });

  it.each([
    ['EM4100 of 32 bits', '6F6C3A'],
    ['EM4100 of 40 bits', '026F6C3A'],
  ])('%s refuses %s, with what to do, and fills nothing up with zeros', (text, digits) => {
    const match = matchEm4100([patternOf(text)], digits);
    expect(match).toMatchObject({ ok: false });
    expect(match.ok ? '' : match.error).toMatch(/Set it to ten decimal digits/);
  });

  it('take no card that starts otherwise, and none without a format', () => {
    expect(matchEm4100([patternOf('EM4100 of 40 bits starting with 02')], '01026F6C3A')).toEqual({
      ok: true,
      value: null,
    });
    expect(matchEm4100([patternOf('UID of 4 bytes')], '01026F6C3A')).toEqual({
      ok: true,
      value: null,
    });
  });
});

describe('conflicts of EM4100 formats', () => {
  const conflictsOf = (...texts: string[]): string[] => cardPatternConflicts(texts.map(patternOf));

  it.each([
    [['EM4100 of 24 bits', 'EM4100 of 40 bits']],
    [['EM4100 of 24 bits', 'UID of 3 bytes']],
    [['EM4100 of 40 bits', 'UID of 3 bytes']],
    [['EM4100 of 32 bits', 'UID of 4 bytes']],
    [['EM4100 of 24 bits', 'number of 10 characters']],
    [['EM4100 of 24 bits', 'number of 8 to 12 characters starting with 000']],
  ])('are told: %s', (texts) => {
    expect(conflictsOf(...texts).filter((line) => !line.includes('products'))).toHaveLength(1);
  });

  it.each([
    [['EM4100 of 24 bits', 'UID of 7 bytes']],
    [['EM4100 of 24 bits', 'number of 10 characters starting with 9']],
    [['EM4100 of 24 bits', 'number of 10 characters starting with K']],
    [['number of 10 characters']],
  ])('are not where there is none: %s', (texts) => {
    expect(conflictsOf(...texts)).toEqual([]);
  });
});
