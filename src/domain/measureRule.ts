import { isOwnNumber } from './identity/cardPatternConflicts.ts';
import type { CardPattern } from './identity/credential.ts';
import { gs1CheckDigit, hasGs1CheckDigit } from './identity/gs1CheckDigit.ts';
import { fail, ok, type Result } from './result.ts';

/** How a shop's scales print price or weight into an EAN-13 (GS1 General Specifications 2.1.12: as each country says). */
export interface MeasureRule {
  readonly kind: 'price' | 'weight';
  /** What the numbers start with; the item's digits stand behind it. */
  readonly prefix: string;
  readonly itemDigits: number;
  /** Digits between item and measure that only verify the measure; they are passed over. */
  readonly verifierDigits: number;
  /** Decimal places of the measure, which ends in front of the check digit. */
  readonly decimals: number;
}

/** What a label says besides the item. */
export interface Measure {
  readonly kind: MeasureRule['kind'];
  /** The digits as printed: price in currency units or weight in kilograms, times ten to the power of `decimals`. */
  readonly amount: number;
  readonly decimals: number;
}

/** A label of a scale, taken apart. */
export interface MeasuredItem {
  readonly item: string;
  /** EAN-13 of the item: the number with zeros for verifier and measure, and its own check digit. */
  readonly itemEan: string;
  readonly measure: Measure;
}

const EAN_DIGITS = 13;
const FEWEST_MEASURE_DIGITS = 3;
const EXAMPLE = 'weight starting with 21, 5 item digits, 3 decimals';

/** The measure in an EAN-13 by the first rule whose prefix fits; null where none does or the check digit is wrong. */
export function readMeasure(rules: readonly MeasureRule[], ean: string): MeasuredItem | null {
  const rule = rules.find(({ prefix }) => ean.startsWith(prefix));
  if (rule === undefined || ean.length !== EAN_DIGITS || !hasGs1CheckDigit(ean)) {
    return null;
  }
  const { kind, prefix, itemDigits, verifierDigits, decimals } = rule;
  const itemEnd = prefix.length + itemDigits;
  const body = ean.slice(0, itemEnd).padEnd(EAN_DIGITS - 1, '0');
  return {
    item: ean.slice(prefix.length, itemEnd),
    itemEan: `${body}${gs1CheckDigit(body)}`,
    measure: { kind, amount: Number(ean.slice(itemEnd + verifierDigits, -1)), decimals },
  };
}

/**
 * Reads the text of a rule: `price starting with 23, 5 item digits, 2 decimals`, or `weight …`; ` 1 verifier digit,` may
 * stand in front of the decimals. Fails with what is wrong, for the person who wrote it.
 */
export function parseMeasureRule(text: string): Result<MeasureRule, string> {
  const parts =
    /^\s*(price|weight)\s+starting\s+with\s+([0-9]{1,6})\s*,?\s+([1-9])\s+item\s+digits?\s*(?:,?\s+([01])\s+verifier\s+digits?\s*)?,?\s+([0-5])\s+decimals?\s*$/i.exec(
      text,
    );
  if (parts === null) {
    return fail(`This is no rule. Write for example: ${EXAMPLE}.`);
  }
  const [, kind = '', prefix = '', item = '', verifier = '0', places = ''] = parts;
  const rule: MeasureRule = {
    kind: kind.toLowerCase() === 'price' ? 'price' : 'weight',
    prefix,
    itemDigits: Number(item),
    verifierDigits: Number(verifier),
    decimals: Number(places),
  };
  if (!isOwnNumber(prefix.padEnd(EAN_DIGITS, '0'))) {
    return fail('The numbers of scales start with 02, 04 or 20 to 29: others are products’ own.');
  }
  const measureDigits = EAN_DIGITS - 1 - prefix.length - rule.itemDigits - rule.verifierDigits;
  if (measureDigits < FEWEST_MEASURE_DIGITS || measureDigits < rule.decimals) {
    return fail('Start, item and check digit leave too few of the 13 digits for the measure.');
  }
  return ok(rule);
}

/** The text of a rule; `parseMeasureRule` gives the same rule again. */
export function describeMeasureRule(rule: MeasureRule): string {
  const { kind, prefix, itemDigits, verifierDigits, decimals } = rule;
  return [
    `${kind} starting with ${prefix}`,
    `${itemDigits} item ${itemDigits === 1 ? 'digit' : 'digits'}`,
    ...(verifierDigits === 0 ? [] : [`${verifierDigits} verifier digit`]),
    `${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`,
  ].join(', ');
}

/** Why a read could mean two things: labels of scales that are taken for cards, or by two rules. One sentence each. */
export function measureConflicts(
  rules: readonly MeasureRule[],
  cards: readonly { readonly pattern: CardPattern; readonly text: string }[],
): string[] {
  const twins = rules.flatMap((rule, index) =>
    rules
      .slice(index + 1)
      .filter(({ prefix }) => startTogether(prefix, rule.prefix))
      .map(
        (other) =>
          `“${describeMeasureRule(rule)}” and “${describeMeasureRule(other)}” take the same labels: keep one.`,
      ),
  );
  const taken = rules.flatMap((rule) =>
    cards
      .filter(({ pattern }) => takesLabels(pattern, rule.prefix))
      .map(
        ({ text }) =>
          `Labels by “${describeMeasureRule(rule)}” are taken for cards by “${text}”: let one of the two start otherwise.`,
      ),
  );
  return [...twins, ...taken];
}

function takesLabels(pattern: CardPattern, labelPrefix: string): boolean {
  const { scheme, prefix, length, longest = length, trackField } = pattern;
  return (
    scheme === 'number' &&
    trackField === undefined &&
    length <= EAN_DIGITS &&
    longest >= EAN_DIGITS &&
    startTogether(prefix, labelPrefix)
  );
}

function startTogether(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
