import type { CardPattern, Credential } from './credential.ts';
import { hasGs1CheckDigit } from './gs1CheckDigit.ts';
import { isLuhnValid } from './luhn.ts';

/** The tracks of one swipe, each without its sentinels; empty where a track is absent. */
export interface SwipedTracks {
  readonly track1: string;
  readonly track2: string;
  readonly track3: string;
}

/** A loyalty card: by which pattern, and under which name. */
export interface CardMatch {
  readonly pattern: CardPattern;
  readonly credential: Credential;
}

/** Whether `credential` is a loyalty card by one of the chain's patterns. */
export function matchesCardPattern(
  patterns: readonly CardPattern[],
  credential: Credential,
): boolean {
  return matchCard(patterns, credential, null) !== null;
}

/**
 * The loyalty card that a read is: the first pattern that takes it. Fields of a stripe are asked first, because who set one
 * up means it and not the number that stands on every stripe. Null where no pattern takes the read. Formats of EM4100 cards
 * take none here: see `matchEm4100`.
 *
 * @param tracks the swipe that the credential came from; null where it came from anything else
 */
export function matchCard(
  patterns: readonly CardPattern[],
  credential: Credential | null,
  tracks: SwipedTracks | null,
): CardMatch | null {
  for (const pattern of patterns) {
    const value = tracks === null ? null : trackFieldValue(pattern, tracks);
    if (value !== null && takes(pattern, value)) {
      return { pattern, credential: { scheme: pattern.scheme, value } };
    }
  }
  const pattern = patterns.find(
    (one) =>
      credential !== null &&
      one.trackField === undefined &&
      one.em4100Bits === undefined &&
      one.scheme === credential.scheme &&
      takes(one, credential.value),
  );
  return pattern === undefined || credential === null ? null : { pattern, credential };
}

/** What stands at the pattern's place on the stripe; at most as many characters as the pattern wants. */
function trackFieldValue(pattern: CardPattern, tracks: SwipedTracks): string | null {
  if (pattern.trackField === undefined) {
    return null;
  }
  const { track, field, from } = pattern.trackField;
  const text = [tracks.track1, tracks.track2, tracks.track3][track - 1] ?? '';
  const value = text.split(track === 1 ? '^' : '=')[field - 1]?.slice(from - 1) ?? '';
  return value.slice(0, pattern.longest ?? pattern.length);
}

function takes({ prefix, length, longest, checkDigit }: CardPattern, value: string): boolean {
  if (value.length < length || value.length > (longest ?? length) || !value.startsWith(prefix)) {
    return false;
  }
  switch (checkDigit) {
    case 'none':
      return true;
    case 'gs1':
      return hasGs1CheckDigit(value);
    case 'luhn':
      return isLuhnValid(value);
  }
}
