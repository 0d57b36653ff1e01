import { describeCardPattern, parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import { describeMeasureRule, parseMeasureRule } from '../../domain/measureRule.ts';
import { readRuleFaults, type ReadRules } from '../../domain/readRules.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import {
  MAXIMUM_CHAIN_CARD_PATTERNS,
  MAXIMUM_CHAIN_MEASURE_RULES,
} from '../../protocol/pullReference.ts';
import { writeChain, type Chain } from '../chain/chain.ts';
import type { SqlSession } from '../storage/sql.ts';

/** What is to be changed of the chain's rules; undefined for what stays as it is. */
interface AskedRules {
  readonly cardPatterns: ReadRules['cardPatterns'] | undefined;
  readonly measureRules: ReadRules['measureRules'] | undefined;
}

/** Reads texts parted by semicolons. Fails with the sentence of the first that is no card format, or no rule for labels. */
export function parseReadRules(
  cards: string | undefined,
  scaleLabels: string | undefined,
): Result<AskedRules, string> {
  const cardPatterns = parseAll(cards, parseCardPattern);
  if (!cardPatterns.ok) {
    return cardPatterns;
  }
  const measureRules = parseAll(scaleLabels, parseMeasureRule);
  return measureRules.ok
    ? ok({ cardPatterns: cardPatterns.value, measureRules: measureRules.value })
    : measureRules;
}

/**
 * Sets the chain's rules, for the chain and in the setting of every terminal, which pull it. `chain` is locked by this
 * transaction. Fails, with nothing changed, where a read could mean two things, or no format of cards would be left.
 */
export async function setReadRules(
  session: SqlSession,
  chain: Chain,
  asked: AskedRules,
): Promise<Result<ReadRules, string>> {
  const rules: ReadRules = {
    cardPatterns: asked.cardPatterns ?? chain.cardPatterns,
    measureRules: asked.measureRules ?? chain.measureRules ?? [],
  };
  if (asked.cardPatterns === undefined && asked.measureRules === undefined) {
    return ok(rules);
  }
  if (asked.cardPatterns?.length === 0) {
    return fail('A chain needs a card format: without one no till would know a card.');
  }
  const { cardPatterns, measureRules } = rules;
  if (
    cardPatterns.length > MAXIMUM_CHAIN_CARD_PATTERNS ||
    measureRules.length > MAXIMUM_CHAIN_MEASURE_RULES
  ) {
    return fail(
      `A chain has at most ${MAXIMUM_CHAIN_CARD_PATTERNS} card formats and ${MAXIMUM_CHAIN_MEASURE_RULES} rules for labels of scales.`,
    );
  }
  const faults = readRuleFaults(rules);
  if (faults.length > 0) {
    return fail(faults.join('\n'));
  }
  await writeChain(session, { ...chain, ...rules });
  await session.run(
    `UPDATE setting SET document = document || $1::text::jsonb, change_xid = pg_current_xact_id()`,
    [JSON.stringify(rules)],
  );
  return ok(rules);
}

/** The rules in words. */
export function describeReadRules({ cardPatterns, measureRules }: ReadRules): {
  readonly cards: string[];
  readonly scaleLabels: string[];
} {
  return {
    cards: cardPatterns.map((pattern) => describeCardPattern(pattern)),
    scaleLabels: measureRules.map((rule) => describeMeasureRule(rule)),
  };
}

function parseAll<Rule>(
  texts: string | undefined,
  parse: (text: string) => Result<Rule, string>,
): Result<Rule[] | undefined, string> {
  if (texts === undefined) {
    return ok(undefined);
  }
  const parsed = texts
    .split(';')
    .filter((text) => text.trim() !== '')
    .map((text) => parse(text.trim()));
  const wrong = parsed.find((one) => !one.ok);
  return wrong?.ok === false
    ? fail(wrong.error)
    : ok(parsed.flatMap((one) => (one.ok ? [one.value] : [])));
}
