import type { CardPattern, Credential } from '../../domain/identity/credential.ts';
import { cardLabel } from '../../domain/identity/credential.ts';
import { matchCard, type CardMatch } from '../../domain/identity/cardPattern.ts';
import { parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import { matchEm4100 } from '../../domain/identity/em4100Card.ts';
import { parseMeasureRule, type MeasureRule } from '../../domain/measureRule.ts';
import type { DecodeOutcome, Reading } from '../../hardware/decoders/decoded.ts';
import { em4100DigitsOf } from '../../hardware/decoders/rfid/em4100Uid.ts';
import { isTrackText, splitTracks } from '../../hardware/decoders/trackText.ts';
import type { ReadOutcome } from '../../ipc/channels/devices.ts';
import type { LocalSettings } from '../../ipc/channels/settings.ts';
import { cardToken } from './cardToken.ts';
import { productRead } from './productRead.ts';

/** What the chain says about its cards. */
export interface CardRules {
  /** 32 bytes, secret. */
  readonly tokenKey: Uint8Array;
  readonly cardPatterns: readonly CardPattern[];
  /** How this shop's scales print price and weight into EANs; absent for not at all. */
  readonly measureRules?: readonly MeasureRule[];
}

/** Shorter than this names no card: a till's own key, a PIN, half a read. */
const MINIMUM_CARD_CHARACTERS = 4;
/** Longer than any card number; a text, not a card. */
const MAXIMUM_CARD_CHARACTERS = 64;
const MAXIMUM_MESSAGE_LENGTH = 200;

/**
 * What a decoded read means to the till. A credential of one of the chain's patterns is a card; else a GTIN is a product;
 * else a credential is a card that the chain does not know (yet). Gives null for what nobody needs to know.
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

/** The card of the chain that a read is by one of `patterns`, or null. */
export function matchReading(patterns: readonly CardPattern[], reading: Reading): CardMatch | null {
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

/**
 * The chain's rules with the card formats of this terminal behind the chain's own, and its rules for labels of scales; texts
 * that are none are left out.
 */
export function localCardRules(
  rules: CardRules,
  { cardFormats, measureRules = [] }: Pick<LocalSettings, 'cardFormats' | 'measureRules'>,
): CardRules {
  const own = cardFormats.flatMap((text) => {
    const pattern = parseCardPattern(text);
    return pattern.ok ? [pattern.value] : [];
  });
  return {
    ...rules,
    cardPatterns: [...rules.cardPatterns, ...own],
    measureRules: measureRules.flatMap((text) => {
      const rule = parseMeasureRule(text);
      return rule.ok ? [rule.value] : [];
    }),
  };
}

function identifyReading(rules: CardRules, reading: Reading): ReadOutcome {
  const { credential, gtin } = reading;
  const match = matchReading(rules.cardPatterns, reading);
  if (match !== null) {
    return cardOf(rules, match.credential);
  }
  if (gtin !== null) {
    return productRead(rules.measureRules ?? [], gtin);
  }
  if (credential === null) {
    return unreadable('Neither a card nor a product.');
  }
  const em4100 = matchReadEm4100(rules.cardPatterns, reading);
  if (em4100?.ok === false) {
    return unreadable(em4100.error);
  }
  const { length } = credential.value;
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
