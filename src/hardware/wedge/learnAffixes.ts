import { fail, ok, type Result } from '../../domain/result.ts';
import { classifyText } from '../decoders/classifyText.ts';
import type { Affixes } from '../decoders/classifyBetween.ts';
import type { Reading } from '../decoders/decoded.ts';

/** How many scans it takes to be sure. */
export const SCANS_TO_LEARN = 3;
/** The longest prefix and suffix that are looked for; readers are set to one or two characters. */
const LONGEST_AFFIX = 8;

/**
 * Learns what a reader puts around the data from three scans of the same card or product. The data is what makes sense
 * with the fewest characters taken off: a card that `isCard` knows, a number with a GTIN's check digit, or what stands
 * behind an AIM identifier; where nothing does, characters around it that are no letters and digits are taken off.
 * Line ends and tabs at the end are known to every decoder and belong to no suffix.
 *
 * Fails with one line for people, which carries none of the data: scans that differ, payment cards, nothing to learn from.
 */
export function learnAffixes(
  scans: readonly string[],
  isCard: (reading: Reading) => boolean,
): Result<Affixes, string> {
  const texts = scans.map((scan) => scan.replace(/[\r\n\t]+$/, ''));
  const [first = ''] = texts;
  if (scans.length < SCANS_TO_LEARN) {
    return fail('Three scans of the same card are needed.');
  }
  if (texts.some((text) => text !== first)) {
    return fail('The scans differ: scan the same card three times, and wait for each.');
  }
  const whole = classifyText(first, { aim: null, medium: 'reader' });
  if (whole.result === 'refused') {
    return fail('This card is refused at this terminal: take a loyalty card or a product.');
  }
  if (first === '') {
    return fail('Nothing was read. Scan again.');
  }
  for (const affixes of candidates(first)) {
    const data = first.slice(affixes.prefix.length, first.length - affixes.suffix.length);
    const outcome = classifyText(data, { aim: null, medium: 'reader' });
    if (outcome.result === 'credential' && makesSense(outcome.reading, isCard)) {
      return ok(affixes);
    }
  }
  const [, prefix = '', suffix = ''] =
    /^([^A-Za-z0-9]{0,8})[^]*?([^A-Za-z0-9]{0,8})$/.exec(first) ?? [];
  return prefix.length + suffix.length < first.length
    ? ok({ prefix, suffix })
    : fail('The scan holds no letters and digits. Scan a loyalty card or a product.');
}

/** A number of fewer digits has a right check digit by chance too often. */
const SHORTEST_GTIN = 12;

function makesSense(reading: Reading, isCard: (reading: Reading) => boolean): boolean {
  return (
    isCard(reading) ||
    reading.aim !== null ||
    (reading.gtin !== null && reading.gtin.length >= SHORTEST_GTIN)
  );
}

/** Every way to take off up to 8 characters at either end that leaves something, fewest characters first. */
function candidates(text: string): Affixes[] {
  const all: Affixes[] = [];
  for (let total = 0; total <= 2 * LONGEST_AFFIX && total < text.length; total += 1) {
    for (
      let front = Math.max(0, total - LONGEST_AFFIX);
      front <= Math.min(total, LONGEST_AFFIX);
      front += 1
    ) {
      all.push({
        prefix: text.slice(0, front),
        suffix: text.slice(text.length - (total - front)),
      });
    }
  }
  return all;
}
