import type { CardPattern } from '../../../domain/identity/credential.ts';
import { cardPatternConflicts } from '../../../domain/identity/cardPatternConflicts.ts';
import { describeCardPattern, parseCardPattern } from '../../../domain/identity/cardPatternText.ts';
import { measureConflicts } from '../../../domain/measureRule.ts';
import { measureRulesOf } from './measureRuleDraft.ts';

/** The most card formats that a terminal keeps beside those of the chain. */
export const MAXIMUM_CARD_FORMATS = 32;

/** What a written card format is worth. */
export type FormatDraft =
  | { readonly state: 'empty' }
  | { readonly state: 'wrong'; readonly message: string }
  | {
      readonly state: 'good';
      readonly pattern: CardPattern;
      /** As it is kept. */
      readonly text: string;
      /** Why it is set up already, or null. */
      readonly duplicate: string | null;
      /** What could mean two things once it is added; one sentence each. */
      readonly conflicts: readonly string[];
      /** Whether any number of this length would be taken for a card. */
      readonly broad: boolean;
    };

/** Judges `text` as one more card format beside those that are in effect and the rules for labels of scales. */
export function formatDraft(
  text: string,
  inEffect: readonly string[],
  measureRules: readonly string[] = [],
): FormatDraft {
  if (text.trim() === '') {
    return { state: 'empty' };
  }
  const parsed = parseCardPattern(text);
  if (!parsed.ok) {
    return { state: 'wrong', message: parsed.error };
  }
  const present = patternsOf(inEffect);
  const kept = describeCardPattern(parsed.value);
  const before = new Set(cardPatternConflicts(present));
  return {
    state: 'good',
    pattern: parsed.value,
    text: kept,
    duplicate: present.some((pattern) => describeCardPattern(pattern) === kept)
      ? 'This card format is set up already.'
      : null,
    conflicts: [
      ...cardPatternConflicts([...present, parsed.value]).filter(
        (conflict) => !before.has(conflict),
      ),
      ...measureRulesOf(measureRules).flatMap((rule) =>
        measureConflicts([rule], [{ pattern: parsed.value, text: kept }]),
      ),
    ],
    broad: isBroad(parsed.value),
  };
}

function isBroad({ scheme, prefix, trackField }: CardPattern): boolean {
  return scheme !== 'uid' && prefix === '' && trackField === undefined;
}

function patternsOf(texts: readonly string[]): CardPattern[] {
  return texts.flatMap((text) => {
    const parsed = parseCardPattern(text);
    return parsed.ok ? [parsed.value] : [];
  });
}
