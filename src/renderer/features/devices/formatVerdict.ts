import type { CardPattern } from '../../../domain/identity/credential.ts';
import { hasGs1CheckDigit } from '../../../domain/identity/gs1CheckDigit.ts';
import { isLuhnValid } from '../../../domain/identity/luhn.ts';
import { describeCardPattern } from '../../../domain/identity/cardPatternText.ts';
import type { Observation, ReadOutcome } from '../../../ipc/channels/devices.ts';

/** Whether a card format takes a card, and why (not). */
export interface FormatVerdict {
  readonly verdict: 'matches' | 'differs' | 'refused';
  readonly sentence: string;
}

const REFUSED: FormatVerdict = {
  verdict: 'refused',
  sentence: 'That is a payment card or an identity document. It was not kept: take a loyalty card.',
};

/**
 * Tries `pattern` on a number that a person typed. `outcome` is what the host makes of the same text: what it refuses is
 * not looked at here.
 */
export function testTyped(
  pattern: CardPattern,
  typed: string,
  outcome: ReadOutcome,
): FormatVerdict {
  if (outcome.kind === 'refused') {
    return REFUSED;
  }
  const value = typed.replaceAll(/[\s-]+/g, '').toUpperCase();
  if (pattern.trackField !== undefined) {
    return differs('this format is a field of the magnetic stripe. Swipe the card');
  }
  if (pattern.scheme === 'uid') {
    return differs('this format is a chip’s. Present the card to the reader');
  }
  if (pattern.scheme === 'gsrn') {
    return differs('a GSRN is known by its barcode. Scan the card');
  }
  return (
    wrongLength(pattern, value.length) ??
    wrongStart(pattern, value) ??
    wrongCheckDigit(pattern, value) ?? { verdict: 'matches', sentence: 'It matches.' }
  );
}

/** Tries `pattern` on what a reader gave; the number itself stays in the host, so the reason may be less exact. */
export function testPresented(
  pattern: CardPattern,
  meaning: Observation['meaning'],
): FormatVerdict {
  const text = describeCardPattern(pattern);
  switch (meaning.kind) {
    case 'card':
      return meaning.cardFormat === text
        ? { verdict: 'matches', sentence: `${meaning.cardLabel} matches.` }
        : differs(`${meaning.cardLabel} is taken by “${meaning.cardFormat}” already`);
    case 'unknownCard':
      if (pattern.trackField === undefined && meaning.scheme !== pattern.scheme) {
        return differs(
          `it is ${SCHEMES[meaning.scheme]}, and the format is ${SCHEMES[pattern.scheme]}`,
        );
      }
      return pattern.trackField === undefined
        ? (wrongLength(pattern, meaning.length) ?? differs(startOrCheckDigit(pattern)))
        : differs('the stripe has no such number in this field');
    case 'product':
      return differs('it is a product, and the format does not take it');
    case 'receipt':
      return differs('it is the code on a receipt');
    case 'neither':
      return differs('it is no number of a card');
    case 'refused':
      return REFUSED;
    case 'ignored':
    case 'invalid':
      return differs(`nothing was read: ${meaning.reason.replace(/\.$/, '')}`);
  }
}

const SCHEMES: Readonly<Record<CardPattern['scheme'], string>> = {
  number: 'a number',
  gsrn: 'a GSRN',
  uid: 'a chip’s UID',
};

function differs(because: string): FormatVerdict {
  return { verdict: 'differs', sentence: `It does not match, because ${because}.` };
}

function wrongLength(
  { length, longest = length }: CardPattern,
  found: number,
): FormatVerdict | null {
  const wanted = longest === length ? String(length) : `${length} to ${longest}`;
  return found < length || found > longest
    ? differs(`it has ${found} characters, and the format wants ${wanted}`)
    : null;
}

function wrongStart({ prefix }: CardPattern, value: string): FormatVerdict | null {
  return value.startsWith(prefix) ? null : differs(`it does not start with ${prefix}`);
}

function wrongCheckDigit({ checkDigit }: CardPattern, value: string): FormatVerdict | null {
  const right =
    checkDigit === 'none' || (checkDigit === 'gs1' ? hasGs1CheckDigit(value) : isLuhnValid(value));
  return right ? null : differs('its check digit is wrong');
}

function startOrCheckDigit({ prefix, checkDigit }: CardPattern): string {
  const start = prefix === '' ? '' : `it does not start with ${prefix}`;
  const check = checkDigit === 'none' ? '' : 'its check digit is wrong';
  return [start, check].filter((part) => part !== '').join(', or ') || 'it is another kind of card';
}
