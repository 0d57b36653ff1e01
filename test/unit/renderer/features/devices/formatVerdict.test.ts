import { describe, expect, it } from 'vitest';
import { assert } from '../../../../../src/domain/assert.ts';
import type { CardPattern } from '../../../../../src/domain/identity/credential.ts';
import { parseCardPattern } from '../../../../../src/domain/identity/cardPatternText.ts';
import {
  testPresented,
  testTyped,
} from '../../../../../src/renderer/features/devices/formatVerdict.ts';

function pattern(text: string): CardPattern {
  const parsed = parseCardPattern(text);
  assert(parsed.ok, `${text} is a card format`);
  return parsed.value;
}

const own = pattern('EAN-13 starting with 29');
const nothing = { kind: 'unreadable', message: '' } as const;

describe('a card format tried on a typed number', () => {
  it.each([
    ['2900000000001', 'matches', 'It matches.'],
    ['29 0000-0000 001', 'matches', 'It matches.'],
    ['290000000000', 'differs', 'because it has 12 characters, and the format wants 13.'],
    ['2800000000002', 'differs', 'because it does not start with 29.'],
    ['2900000000002', 'differs', 'because its check digit is wrong.'],
  ])('%s: %s', (typed, verdict, sentence) => {
    const result = testTyped(own, typed, nothing);
    expect(result.verdict).toBe(verdict);
    expect(result.sentence).toContain(sentence);
  });

  it('refuses what the host refuses, and repeats nothing of it', () => {
    const refused = { kind: 'refused', reason: 'paymentCard' } as const;
    const result = testTyped(pattern('number of 16 characters'), '4111111111111111', refused);
    expect(result.verdict).toBe('refused');
    expect(result.sentence).not.toMatch(/[0-9]/);
  });

  it.each([
    ['UID of 7 bytes', 'Present the card'],
    ['GSRN', 'Scan the card'],
    ['track 1 field 3 of 12 characters', 'Swipe the card'],
  ])('says how to try a %s, which cannot be typed', (text, advice) => {
    expect(testTyped(pattern(text), '04A1B2C3D4E5F6', nothing).sentence).toContain(advice);
  });

  it('names both ends of a length that may vary', () => {
    const result = testTyped(pattern('number of 8 to 12 characters'), '1234', nothing);
    expect(result.sentence).toContain('the format wants 8 to 12');
  });
});

describe('a card format tried on a presented card', () => {
  const card = { kind: 'card', scheme: 'number', cardLabel: '•••• 0001', length: 13 } as const;
  const unknown = { ...card, kind: 'unknownCard', suggestion: '' } as const;

  it('matches where the host says that this format took the card', () => {
    const result = testPresented(own, { ...card, cardFormat: 'EAN-13 starting with 29' });
    expect(result.verdict).toBe('matches');
  });

  it('names the other format that took the card', () => {
    const result = testPresented(own, { ...card, cardFormat: 'EAN-13 starting with 28' });
    expect(result.sentence).toContain('“EAN-13 starting with 28” already');
  });

  it.each([
    [
      { ...unknown, scheme: 'uid', length: 14 } as const,
      'a chip’s UID, and the format is a number',
    ],
    [{ ...unknown, length: 10 }, 'it has 10 characters, and the format wants 13'],
    [unknown, 'it does not start with 29, or its check digit is wrong'],
    [{ kind: 'product', gtin: '04006381333931' } as const, 'it is a product'],
    [
      { kind: 'invalid', reason: 'the check digit is wrong' } as const,
      'nothing was read: the check digit is wrong.',
    ],
  ])('says why it does not match (%#)', (meaning, reason) => {
    const result = testPresented(own, meaning);
    expect(result.verdict).toBe('differs');
    expect(result.sentence).toContain(reason);
  });

  it('shows a refusal as one', () => {
    expect(testPresented(own, { kind: 'refused', reason: 'paymentCard' }).verdict).toBe('refused');
  });
});
