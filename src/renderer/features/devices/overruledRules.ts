import { parseCardPattern } from '../../../domain/identity/cardPatternText.ts';
import { parseMeasureRule } from '../../../domain/measureRule.ts';
import { readRuleFaults, type ReadRules } from '../../../domain/readRules.ts';

/** Rules in words. */
export interface RuleTexts {
  readonly cardFormats: readonly string[];
  readonly measureRules: readonly string[];
}

/** Where rules of this terminal and of the chain take the same reads: one sentence each. Those of this terminal win. */
export function overruledRules(own: RuleTexts, ofChain: RuleTexts): string[] {
  const [mine, theirs] = [rulesOf(own), rulesOf(ofChain)];
  const alone = new Set([...readRuleFaults(mine), ...readRuleFaults(theirs)]);
  const together: ReadRules = {
    cardPatterns: [...mine.cardPatterns, ...theirs.cardPatterns],
    measureRules: [...mine.measureRules, ...theirs.measureRules],
  };
  return readRuleFaults(together).filter((fault) => !alone.has(fault));
}

function rulesOf({ cardFormats, measureRules }: RuleTexts): ReadRules {
  return {
    cardPatterns: cardFormats.flatMap((text) => {
      const parsed = parseCardPattern(text);
      return parsed.ok ? [parsed.value] : [];
    }),
    measureRules: measureRules.flatMap((text) => {
      const parsed = parseMeasureRule(text);
      return parsed.ok ? [parsed.value] : [];
    }),
  };
}
