import { describe, expect, it } from 'vitest';
import { parseCardPattern } from '../../../src/domain/identity/cardPatternText.ts';
import { gs1CheckDigit } from '../../../src/domain/identity/gs1CheckDigit.ts';
import {
  describeMeasureRule,
  measureConflicts,
  parseMeasureRule,
  readMeasure,
  type MeasureRule,
} from '../../../src/domain/measureRule.ts';

const ean = (body: string): string => `${body}${gs1CheckDigit(body)}`;

function rule(text: string): MeasureRule {
  const parsed = parseMeasureRule(text);
  if (!parsed.ok) {
    throw new Error(parsed.error);
  }
  return parsed.value;
}

function card(text: string) {
  const parsed = parseCardPattern(text);
  if (!parsed.ok) {
    throw new Error(parsed.error);
  }
  return { pattern: parsed.value, text };
}

const weight = rule('weight starting with 21, 5 item digits, 3 decimals');
const price = rule('Price starting with 02 5 item digits, 1 verifier digit, 2 decimals');

describe('a rule for labels of scales', () => {
  it('takes a weight, and names the item with zeros for it', () => {
    expect(readMeasure([price, weight], ean('215432100432'))).toEqual({
      item: '54321',
      itemEan: ean('215432100000'),
      measure: { kind: 'weight', amount: 432, decimals: 3 },
    });
  });

  it('passes over the verifier of a price', () => {
    expect(readMeasure([price, weight], ean('021234570810'))).toEqual({
      item: '12345',
      itemEan: ean('021234500000'),
      measure: { kind: 'price', amount: 810, decimals: 2 },
    });
  });

  it.each(['4006381333931', '2154321004322', '215432100432', ''])('takes nothing of %j', (text) => {
    expect(readMeasure([price, weight], text)).toBeNull();
  });

  it('is the same again after it was written out and read', () => {
    for (const one of [price, weight, rule('price starting with 299, 1 item digit, 1 decimal')]) {
      expect(parseMeasureRule(describeMeasureRule(one))).toEqual({ ok: true, value: one });
    }
  });

  it.each([
    'price',
    'price starting with 40, 5 item digits, 2 decimals',
    'price starting with 2, 9 item digits, 1 verifier digit, 2 decimals',
    'weight starting with 21, 6 item digits, 9 decimals',
  ])('is refused with a sentence: %s', (text) => {
    const parsed = parseMeasureRule(text);
    expect(parsed.ok ? 'read' : parsed.error).toMatch(/\.$/);
  });

  it('tells where a label could be a card, or two things', () => {
    const other = rule('price starting with 2, 5 item digits, 2 decimals');
    expect(measureConflicts([weight, price], [card('EAN-13 starting with 29')])).toEqual([]);
    expect(measureConflicts([weight], [card('EAN-13 starting with 2')])).toHaveLength(1);
    expect(measureConflicts([weight], [card('number of 12 to 16 characters')])).toHaveLength(1);
    expect(measureConflicts([weight], [card('UID of 7 bytes')])).toEqual([]);
    expect(measureConflicts([weight, other], [])).toHaveLength(1);
  });
});
