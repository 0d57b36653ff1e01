import type { CardPattern, Credential } from '../../domain/identity/credential.ts';
import { cardLabel } from '../../domain/identity/credential.ts';
import { matchCard, type CardMatch } from '../../domain/identity/cardPattern.ts';
import { parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import { matchEm4100 } from '../../domain/identity/em4100Card.ts';
import { parseMeasureRule } from '../../domain/measureRule.ts';
import type { ReadRules } from '../../domain/readRules.ts';
import { readReceiptCode } from '../../domain/receiptCode.ts';
import type { DecodeOutcome, Reading } from '../../hardware/decoders/decoded.ts';
import { em4100DigitsOf } from '../../hardware/decoders/rfid/em4100Uid.ts';
import { isTrackText, splitTracks } from '../../hardware/decoders/trackText.ts';
import type { ReadOutcome } from '../../ipc/channels/devices.ts';
import type { LocalSettings } from '../../ipc/channels/settings.ts';
import { cardToken } from './cardToken.ts';
import { measuredRead, plainProduct, type ProductRead } from './productRead.ts';

/** What reads mean at this till. */
export interface CardRules {
  /** 32 bytes, secret. */
  readonly tokenKey: Uint8Array;
  /** A read is what the first of these takes it for: those of this terminal, which IT has set up, then those of the chain. */
  readonly layers: readonly ReadRules[];
}

/** What rules take a read for; null where none takes it. */
export type RuledRead =
  | { readonly kind: 'card'; readonly match: CardMatch }
  | { readonly kind: 'product'; readonly product: ProductRead };

/** Shorter than this names no card: a till's own key, a PIN, half a read. */
const MINIMUM_CARD_CHARACTERS = 4;
/** Longer than any card number; a text, not a card. */
const MAXIMUM_CARD_CHARACTERS = 64;
/** The longest number on a card (ISO/IEC 7812-1, 4.1); more digits are e.g. two keyboard scanners that typed at once. */
const MAXIMUM_CARD_DIGITS = 19;
const MAXIMUM_MESSAGE_LENGTH = 200;

/**
 * What a decoded read means to the till. The code of a receipt is nothing else; a credential of a card format is a card; else
 * a GTIN is a product; else a credential is a card that the chain does not know (yet). Gives null for what nobody needs to know.
 * No card number leaves here: only its token and its last four characters.
 */
export function identifyRead(rules: CardRules, outcome: DecodeOutcome): ReadOutcome | null {
  switch (outcome.result) {
    case 'credential':
      return identifyReading(rules, outcome.reading);
    case 'refused':
      return { kind: 'refused', reason: outcome.reason };
    case 'invalid':
      return unreadable(outcome.reason);
    case 'ignored':
      return null;
  }
}

/** The card or the label of a scale that a read is by the first of `layers` that takes it, or null. */
export function ruledRead(layers: readonly ReadRules[], reading: Reading): RuledRead | null {
  for (const { cardPatterns, measureRules } of layers) {
    const match = matchReading(cardPatterns, reading);
    if (match !== null) {
      return { kind: 'card', match };
    }
    const product = reading.gtin === null ? null : measuredRead(measureRules, reading.gtin);
    if (product !== null) {
      return { kind: 'product', product };
    }
  }
  return null;
}

/** The card that a read is by one of `patterns`, or null. */
function matchReading(patterns: readonly CardPattern[], reading: Reading): CardMatch | null {
  const { credential, text } = reading;
  const match = matchCard(patterns, credential, isTrackText(text) ? splitTracks(text) : null);
  const em4100 = match === null ? matchReadEm4100(patterns, reading) : null;
  return match ?? (em4100?.ok === true ? em4100.value : null);
}

/** The EM4100 card that a read is; null where it is none by its form. */
function matchReadEm4100(
  patterns: readonly CardPattern[],
  reading: Reading,
): ReturnType<typeof matchEm4100> | null {
  const digits = em4100DigitsOf(reading);
  return digits === null ? null : matchEm4100(patterns, digits);
}

/** The rules that IT has set up at this terminal; texts that are none are left out. */
export function localRules({
  cardFormats,
  measureRules = [],
}: Pick<LocalSettings, 'cardFormats' | 'measureRules'>): ReadRules {
  return {
    cardPatterns: cardFormats.flatMap((text) => {
      const pattern = parseCardPattern(text);
      return pattern.ok ? [pattern.value] : [];
    }),
    measureRules: measureRules.flatMap((text) => {
      const rule = parseMeasureRule(text);
      return rule.ok ? [rule.value] : [];
    }),
  };
}

function identifyReading(rules: CardRules, reading: Reading): ReadOutcome {
  const { credential, gtin } = reading;
  const transactionId = readReceiptCode(reading.text);
  if (transactionId !== null) {
    return { kind: 'receipt', transactionId };
  }
  const ruled = ruledRead(rules.layers, reading);
  if (ruled !== null) {
    return ruled.kind === 'card' ? cardOf(rules, ruled.match.credential) : ruled.product;
  }
  if (gtin !== null) {
    return plainProduct(gtin);
  }
  if (credential === null) {
    return unreadable('Neither a card nor a product.');
  }
  const patterns = rules.layers.flatMap(({ cardPatterns }) => cardPatterns);
  const em4100 = matchReadEm4100(patterns, reading);
  if (em4100?.ok === false) {
    return unreadable(em4100.error);
  }
  const { length } = credential.value;
  if (/^[0-9]+$/.test(credential.value) && length > MAXIMUM_CARD_DIGITS) {
    return unreadable('Too many digits for a card. Scan one thing at a time.');
  }
  if (length < MINIMUM_CARD_CHARACTERS || length > MAXIMUM_CARD_CHARACTERS) {
    return unreadable('This is not a card number.');
  }
  return cardOf(rules, credential);
}

function cardOf(rules: CardRules, credential: Credential): ReadOutcome {
  return {
    kind: 'card',
    cardToken: cardToken(rules.tokenKey, credential),
    cardLabel: cardLabel(credential),
  };
}

function unreadable(message: string): ReadOutcome {
  return { kind: 'unreadable', message: message.slice(0, MAXIMUM_MESSAGE_LENGTH) };
}
