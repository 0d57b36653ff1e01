import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { CardMatch } from './cardPattern.ts';
import type { CardPattern, Credential } from './credential.ts';

/** What a reader gave of an EM4100 number: 6, 8 or 10 upper-case hexadecimal digits, from its end. */
export type Em4100Digits = string;

/** Why a card is not taken whose reader gives fewer digits than the chain keeps. */
const TOO_FEW =
  'The reader gives too few digits of this card. Set it to ten decimal digits, or use a serial reader.';

/**
 * The card that an EM4100 number is by the chain's formats of that kind: as many of its last digits as the format keeps.
 * Null where none of `patterns` is such a format or takes the card. Fails, for the person at the till, where the reader gave
 * fewer digits than the formats keep: zeros in front would make it another card's number.
 */
export function matchEm4100(
  patterns: readonly CardPattern[],
  digits: Em4100Digits,
): Result<CardMatch | null, string> {
  const formats = patterns.filter(({ em4100Bits }) => em4100Bits !== undefined);
  const match = formats
    .filter(({ length }) => digits.length >= length)
    .map((pattern) => ({ pattern, credential: cardOf(digits, pattern.length) }))
    .find(({ pattern, credential }) => credential.value.startsWith(pattern.prefix));
  if (match === undefined && formats.some(({ length }) => digits.length < length)) {
    return fail(TOO_FEW);
  }
  return ok(match ?? null);
}

function cardOf(digits: Em4100Digits, length: number): Credential {
  return { scheme: 'uid', value: digits.slice(-length) };
}
