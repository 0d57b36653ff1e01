import { RECEIPT_PREFIX, SHORTEST_RECEIPT_CODE } from '../receiptCode.ts';
import type { CardPattern } from './credential.ts';
import { describeCardPattern } from './cardPatternText.ts';

/** The lengths of a GTIN: of these numbers a till expects products. */
const GTIN_LENGTHS: readonly number[] = [8, 12, 13, 14];

/**
 * What a GTIN of a length may start with where it is no product of a maker: numbers for use within a company or a region
 * (GS1 General Specifications 1.4: prefixes 02, 04 and 20 to 29, GS1-8 prefixes 0 and 2; for GTIN-12 without the leading
 * zero). A chain's cards belong here.
 */
const ownPrefixes: ReadonlyMap<number, readonly string[]> = new Map([
  [8, ['0', '2']],
  [12, ['2', '4']],
  [13, ['02', '04', '2']],
  [14, ['002', '004', '02']],
]);

/**
 * Why a read could mean two things under `patterns`: a format that also takes the numbers of products, or two formats that
 * take the same cards. One line each, for the person who sets them up; none where each read means one thing.
 */
export function cardPatternConflicts(patterns: readonly CardPattern[]): string[] {
  const products = patterns
    .filter(takesProducts)
    .map(
      (pattern) =>
        `"${describeCardPattern(pattern)}" also takes products: let it start with a number for use within the company (02, 04 or 20 to 29).`,
    );
  const twins = patterns.flatMap((pattern, index) =>
    patterns
      .slice(index + 1)
      .filter((other) => overlap(pattern, other))
      .map(
        (other) =>
          `"${describeCardPattern(pattern)}" and "${describeCardPattern(other)}" take the same cards: keep one.`,
      ),
  );
  const typed = patterns.some(({ em4100Bits }) => em4100Bits !== undefined)
    ? patterns
        .filter(takesTypedEm4100)
        .map(
          (pattern) =>
            `"${describeCardPattern(pattern)}" also takes what a keyboard reader types of an EM4100 card: set the reader to a format with a comma, or let the format start with letters.`,
        )
    : [];
  const receipts = patterns
    .filter(takesReceipts)
    .map(
      (pattern) =>
        `"${describeCardPattern(pattern)}" also takes the codes on receipts: let it start otherwise, or be shorter.`,
    );
  return [...products, ...twins, ...typed, ...receipts];
}

/** Whether `pattern` takes for a card's number what stands on receipts. */
function takesReceipts({
  scheme,
  prefix,
  length,
  longest = length,
  trackField,
}: CardPattern): boolean {
  return (
    scheme === 'number' &&
    trackField === undefined &&
    longest >= SHORTEST_RECEIPT_CODE &&
    (prefix.startsWith(RECEIPT_PREFIX) || RECEIPT_PREFIX.startsWith(prefix))
  );
}

/** The greatest number of 32 bits, as keyboard readers type it: with ten digits. */
const GREATEST_TYPED = '4294967295';

/** Whether `pattern` takes for a card's number what a keyboard reader set to ten digits types of an EM4100 card. */
function takesTypedEm4100(pattern: CardPattern): boolean {
  const { scheme, prefix, length, longest = length, trackField } = pattern;
  const digits = GREATEST_TYPED.length;
  return (
    scheme === 'number' &&
    trackField === undefined &&
    length <= digits &&
    longest >= digits &&
    /^[0-9]*$/.test(prefix) &&
    prefix.padEnd(digits, '0') <= GREATEST_TYPED
  );
}

/** Whether a maker's product could have a number that `pattern` takes for a card. */
function takesProducts(pattern: CardPattern): boolean {
  const { scheme, prefix, trackField } = pattern;
  return (
    scheme === 'number' &&
    trackField === undefined &&
    /^[0-9]*$/.test(prefix) &&
    GTIN_LENGTHS.some(
      (length) =>
        length >= pattern.length &&
        length <= (pattern.longest ?? pattern.length) &&
        !startsAsOwn(prefix, length),
    )
  );
}

/** Whether `digits`, of a GTIN's length, is a number for use within a company or a region: a card's, a scale's, a coupon's. */
export function isOwnNumber(digits: string): boolean {
  return startsAsOwn(digits, digits.length);
}

function startsAsOwn(digits: string, length: number): boolean {
  return (ownPrefixes.get(length) ?? []).some((own) => digits.startsWith(own));
}

/** How many bits of an EM4100 number a format keeps, which a UID of six digits does too; null for other formats. */
function em4100BitsOf({
  em4100Bits,
  scheme,
  length,
  longest = length,
}: CardPattern): number | null {
  return em4100Bits ?? (scheme === 'uid' && length <= 6 && longest >= 6 ? 24 : null);
}

function overlap(one: CardPattern, other: CardPattern): boolean {
  const [bits, otherBits] = [em4100BitsOf(one), em4100BitsOf(other)];
  if (bits !== null && otherBits !== null && bits !== otherBits) {
    // The same card under two names, whatever they start with.
    return true;
  }
  const sameSource =
    one.scheme === other.scheme &&
    one.trackField?.track === other.trackField?.track &&
    one.trackField?.field === other.trackField?.field &&
    one.trackField?.from === other.trackField?.from;
  const sameLength =
    one.length <= (other.longest ?? other.length) && other.length <= (one.longest ?? one.length);
  return (
    sameSource &&
    sameLength &&
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix))
  );
}
