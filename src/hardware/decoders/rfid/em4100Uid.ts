import type { Credential } from '../../../domain/identity/credential.ts';
import type { Reading } from '../decoded.ts';
import { readEm4100Print } from './em4100Print.ts';

/**
 * How many hexadecimal digits of an EM4100 number name the card, from its end, unless the chain says another number. Readers
 * give 40, 32 or 24 bits of the same card, by make and setting; only what all of them give is common to all.
 */
const COMMON_DIGITS = 6;

/** The hexadecimal digits of a whole number: version or customer byte and 32 bits. */
const WHOLE_DIGITS = 10;

/**
 * The card that an EM4100 transponder names, whatever reader read it.
 *
 * @param hex the upper-case hexadecimal number as far as the reader gave it: 6, 8 or 10 digits
 */
export function em4100Uid(hex: string): Credential {
  return { scheme: 'uid', value: hex.slice(-COMMON_DIGITS) };
}

/**
 * The EM4100 number in what a reader gave, as far as it gave it: 6, 8 or 10 upper-case hexadecimal digits. Null where it is none, or
 * could as well be something else: of what keyboard readers type only ten decimal digits (8H10D) and pairs with a comma
 * (2H+4H, 4H+4H) are taken. Eight, twelve and thirteen digits are also those of products, and ten hexadecimal ones have at
 * times no letter.
 */
export function em4100DigitsOf({ credential, text }: Reading): string | null {
  if (credential === null || credential.scheme === 'gsrn') {
    return null;
  }
  if (credential.scheme === 'uid') {
    const isWhole = text.length === WHOLE_DIGITS && credential.value.length === COMMON_DIGITS;
    return isWhole && text.endsWith(credential.value) ? text : null;
  }
  const print = /^(?:[0-9]{10}|[0-9]{3},[0-9]{5}|[0-9]{5},[0-9]{5})$/.test(text)
    ? readEm4100Print(text)
    : null;
  return print === null || print.format === '10H' ? null : print.hex;
}
