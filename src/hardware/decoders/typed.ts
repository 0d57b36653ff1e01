import { classifyText } from './classifyText.ts';
import type { DecodeOutcome } from './decoded.ts';

/** The longest text that the till's field takes. */
const MAXIMUM_LENGTH = 128;

/**
 * Decodes a number that a person typed from a card or a product: spaces and dashes are for the eye and fall away. Digits,
 * and letters where the chain's cards have them (made upper case). Payment card numbers are refused, however grouped.
 */
export function decodeTyped(input: string): DecodeOutcome {
  if (input.length > MAXIMUM_LENGTH) {
    return { result: 'invalid', reason: 'the number is too long' };
  }
  const folded = input.normalize('NFKC').replaceAll(/[\p{Pd}\u2212]/gu, '-');
  const asTyped = classifyText(folded, { aim: null, medium: 'typed' });
  if (asTyped.result === 'refused') {
    return asTyped;
  }
  const compact = folded.replaceAll(/[\s-]+/g, '');
  const outcome = classifyText(compact.toUpperCase(), { aim: null, medium: 'typed' });
  if (outcome.result !== 'credential' || /^[0-9A-Z]+$/i.test(compact)) {
    return outcome;
  }
  return { result: 'invalid', reason: 'type the digits that are printed on the card' };
}
