import type { Result } from '../../domain/result.ts';
import { containsPaymentCardNumber, isPaymentTrack } from '../../domain/identity/paymentCard.ts';
import { isGs1Aim, splitAim } from './aimIdentifier.ts';
import type { DecodeOutcome } from './decoded.ts';
import { gtinOf, readEanUpc } from './eanUpc.ts';
import { classifyElements } from './gs1/classifyElements.ts';
import { parseDigitalLink } from './gs1/digitalLink.ts';
import { looksLikeElementString, parseElementString } from './gs1/elementString.ts';
import type { Elements } from './gs1/elementString.ts';
import { isIdentityDocument } from './identityDocument.ts';
import { classifyTracks, isTrackText } from './trackText.ts';

/** Who gave a text: a reader of any kind, or a person, who types no AIM identifier. */
export type Medium = 'reader' | 'typed';

/** What is known of a text besides its characters. */
export interface TextOrigin {
  /** The AIM identifier where the reader sent one apart from the text; null to look for one in front of the text. */
  readonly aim: string | null;
  readonly medium: Medium;
}

/** The longest payload that any of our readers may give; a QR code of version 40 holds less. */
export const MAXIMUM_TEXT_LENGTH = 4096;

/** The longest text that may be a card's number. */
const LONGEST_NUMBER = 64;

/** The shortest; fewer characters are a slip of the hand or a stray key. */
const SHORTEST_NUMBER = 4;

const refusedPayment: DecodeOutcome = { result: 'refused', reason: 'paymentCard' };

/**
 * Says what a text is that a reader delivered or a person typed: a card number, a product, something refused. Every
 * decoder of texts ends here, so that the same read means the same on every path.
 *
 * Payment cards: a payment number anywhere in the text is refused. A number of 8, 12 or 13 digits with a right GS1 check
 * digit is taken for the GTIN it then is, although one in ten passes Luhn: payment cards of 13 digits (Visa) and 12 digits
 * (Maestro) are no longer issued, and refusing every tenth product that starts with 4 to 6 would stop the till. Where the
 * identifier names a symbology that carries no EAN/UPC, and on a stripe, no such excuse is made. A GTIN-14 is excused
 * only behind an identifier of a symbology that carries one.
 */
export function classifyText(input: string, origin: TextOrigin): DecodeOutcome {
  if (input.length > MAXIMUM_TEXT_LENGTH) {
    return { result: 'invalid', reason: 'the read is too long' };
  }
  const split =
    origin.aim === null && origin.medium !== 'typed'
      ? splitAim(input)
      : { aim: origin.aim, text: input, unknown: false };
  if (split.unknown) {
    return containsPaymentCardNumber(input)
      ? refusedPayment
      : { result: 'invalid', reason: 'unknown symbology identifier' };
  }
  const { aim } = split;
  const text = withoutLineEnd(split.text);
  if (aim?.startsWith(']E') === true) {
    return classifyEanUpc(aim, text);
  }
  const elements = gs1Elements(aim, text);
  if (elements !== null) {
    return classifyGs1(elements, aim, text);
  }
  if (isTrackText(text)) {
    return classifyTracks(text);
  }
  const excuse = (digits: string): boolean => isExcused(digits, aim);
  if (
    isPaymentTrack(text) ||
    [text, withoutEscapes(text)].some((form) => containsPaymentCardNumber(form, excuse))
  ) {
    return refusedPayment;
  }
  if (isIdentityDocument(text)) {
    return { result: 'refused', reason: 'identityDocument' };
  }
  return classifyPlain(aim, text);
}

/**
 * The GS1 elements of a text: a Digital Link, what follows a GS1 identifier, or what looks enough like an element string.
 * Null where it is none of these.
 */
export function gs1Elements(aim: string | null, text: string): Result<Elements, string> | null {
  if (aim !== null && isGs1Aim(aim)) {
    return parseElementString(text);
  }
  return parseDigitalLink(text) ?? (looksLikeElementString(text) ? parseElementString(text) : null);
}

function classifyGs1(
  elements: Result<Elements, string>,
  aim: string | null,
  text: string,
): DecodeOutcome {
  if (elements.ok) {
    return classifyElements(elements.value, aim, text);
  }
  return containsPaymentCardNumber(text)
    ? refusedPayment
    : { result: 'invalid', reason: elements.error };
}

/** An EAN/UPC symbol holds no payment number, whatever its digits; its check digit is there to be checked. */
function classifyEanUpc(aim: string, text: string): DecodeOutcome {
  const symbol = readEanUpc(aim, text);
  if (!symbol.ok) {
    return containsPaymentCardNumber(text) && !/^[0-9]{8,13}$/.test(text)
      ? refusedPayment
      : { result: 'invalid', reason: symbol.error };
  }
  const { digits, elements } = symbol.value;
  if (elements !== null && classifyElements(elements, aim, text).result === 'refused') {
    return refusedPayment;
  }
  return {
    result: 'credential',
    reading: { credential: { scheme: 'number', value: digits }, gtin: digits, aim, text: digits },
  };
}

function classifyPlain(aim: string | null, text: string): DecodeOutcome {
  if (text === '') {
    return { result: 'invalid', reason: 'nothing was read' };
  }
  const mayBeCard =
    text.length >= SHORTEST_NUMBER && text.length <= LONGEST_NUMBER && !/\p{Cc}/u.test(text);
  return {
    result: 'credential',
    reading: {
      credential: mayBeCard ? { scheme: 'number', value: text } : null,
      gtin: gtinOf(text),
      aim,
      text,
    },
  };
}

/** Whether a number that looks like a payment card's is a GTIN, as far as the identifier allows one. */
function isExcused(digits: string, aim: string | null): boolean {
  if (gtinOf(digits) === null) {
    return false;
  }
  // Some makers send ]X for every symbology, EAN/UPC included, which says as little as no identifier.
  if (aim === null || aim.startsWith(']X')) {
    return digits.length < 14;
  }
  return aim.startsWith(']I') && digits.length === 14;
}

/** The text with the digits that an address writes as %30 to %39. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/%3([0-9])/g, '$1');
}

/** Takes off the line end that a reader set to send one puts behind the data; line ends inside the data stay. */
function withoutLineEnd(text: string): string {
  const bare = text.replace(/[\r\n\t]+$/, '');
  return /[\r\n]/.test(bare) ? text : bare;
}
