import { cardPatternConflicts } from './identity/cardPatternConflicts.ts';
import { describeCardPattern, parseCardPattern } from './identity/cardPatternText.ts';
import type { CardPattern } from './identity/credential.ts';
import {
  describeMeasureRule,
  measureConflicts,
  parseMeasureRule,
  type MeasureRule,
} from './measureRule.ts';

/** What reads mean: which are cards, and how the labels of scales hold price or weight. */
export interface ReadRules {
  readonly cardPatterns: readonly CardPattern[];
  readonly measureRules: readonly MeasureRule[];
}

/** Why `rules` will not do: what is no rule, and what could mean two things. One sentence each; none where they are good. */
export function readRuleFaults({ cardPatterns, measureRules }: ReadRules): string[] {
  const cards = cardPatterns.map((pattern) => ({ pattern, text: describeCardPattern(pattern) }));
  const wrong = [
    ...cards.map(({ text }) => parseCardPattern(text)),
    ...measureRules.map((rule) => parseMeasureRule(describeMeasureRule(rule))),
  ].flatMap((parsed) => (parsed.ok ? [] : [parsed.error]));
  return [
    ...wrong,
    ...cardPatternConflicts(cardPatterns),
    ...measureConflicts(measureRules, cards),
  ];
}
