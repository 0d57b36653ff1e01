import type { Credential } from '../../../domain/identity/credential.ts';

/**
 * How many hexadecimal digits of an EM4100 number name the card, from its end. Readers give 40, 32 or 24 bits of the
 * same card, by make and setting; only what all of them give can be the one spelling that each of them leads to.
 */
const COMMON_DIGITS = 6;

/**
 * The card that an EM4100 transponder names, whatever reader read it.
 *
 * @param hex the upper-case hexadecimal number as far as the reader gave it: 6, 8 or 10 digits
 * @param keptDigits how many of its last digits make the name: 6, or more where every reader of the chain gives more
 */
export function em4100Uid(hex: string, keptDigits: number = COMMON_DIGITS): Credential {
  return { scheme: 'uid', value: hex.slice(-keptDigits) };
}
