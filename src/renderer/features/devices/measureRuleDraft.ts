import { parseCardPattern } from '../../../domain/identity/cardPatternText.ts';
import {
  describeMeasureRule,
  measureConflicts,
  parseMeasureRule,
  type MeasureRule,
} from '../../../domain/measureRule.ts';

/** The most rules for labels of scales that a terminal keeps. */
export const MAXIMUM_MEASURE_RULES = 16;

/** What a written rule is worth; one that could make a read mean two things is wrong. */
export type MeasureRuleDraft =
  | { readonly state: 'empty' }
  | { readonly state: 'wrong'; readonly message: string }
  | { readonly state: 'good'; readonly text: string };

/** Judges `text` as one more rule beside those that are kept and the card formats in effect. */
export function measureRuleDraft(
  text: string,
  kept: readonly string[],
  cardFormats: readonly string[],
): MeasureRuleDraft {
  if (text.trim() === '') {
    return { state: 'empty' };
  }
  const parsed = parseMeasureRule(text);
  if (!parsed.ok) {
    return { state: 'wrong', message: parsed.error };
  }
  const others = measureRulesOf(kept);
  const before = new Set(measureConflicts(others, cardsOf(cardFormats)));
  const conflict = measureConflicts([...others, parsed.value], cardsOf(cardFormats)).find(
    (one) => !before.has(one),
  );
  return conflict === undefined
    ? { state: 'good', text: describeMeasureRule(parsed.value) }
    : { state: 'wrong', message: conflict };
}

/** The rules that are written in `texts`. */
export function measureRulesOf(texts: readonly string[]): MeasureRule[] {
  return texts.flatMap((text) => {
    const parsed = parseMeasureRule(text);
    return parsed.ok ? [parsed.value] : [];
  });
}

function cardsOf(texts: readonly string[]) {
  return texts.flatMap((text) => {
    const parsed = parseCardPattern(text);
    return parsed.ok ? [{ pattern: parsed.value, text }] : [];
  });
}
