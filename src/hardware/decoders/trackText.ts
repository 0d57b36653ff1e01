import { containsPaymentCardNumber, isPaymentTrack } from '../../domain/identity/paymentCard.ts';
import type { DecodeOutcome } from './decoded.ts';
import { isIdentityDocument } from './identityDocument.ts';

/** The tracks of one swipe, each without its sentinels; empty where a track is absent. */
export interface Tracks {
  readonly track1: string;
  readonly track2: string;
  readonly track3: string;
}

/** Whether `text` is what a magnetic stripe reader types: tracks between sentinels (ISO/IEC 7811-6: % to ?, ; or + to ?). */
export function isTrackText(text: string): boolean {
  return /^[%;+#][^?]*\?/.test(text) && text.length >= 3;
}

/**
 * Parts a swipe into its tracks. A third track starts with "+", "#", "!" or ";" (by reader and by standard); "?" may stand
 * inside an AAMVA third track, so only a "?" before the end or before the next start sentinel ends a track.
 */
export function splitTracks(text: string): Tracks {
  const compact = text.replaceAll(/[\r\n\t]+/g, '');
  const parts = /^(?:%([^?]*)\?)?(?:;([^?]*)\?)?(?:[+;#!%](.*)\?)?$/.exec(compact);
  const bare = (track: string | undefined): string => track ?? '';
  return { track1: bare(parts?.[1]), track2: bare(parts?.[2]), track3: bare(parts?.[3]) };
}

/** Whether a track says no more than that it could not be read ("E": what MagTek and others type then). */
function isErrorTrack(track: string): boolean {
  return /^E+$/i.test(track);
}

/**
 * Whether a swipe is a payment card: a track of financial form, or a payment number on any of its tracks. No excuse is
 * made for GTINs here, because none stands on a stripe.
 */
export function isPaymentSwipe(text: string): boolean {
  return (
    text.split(/[?\r\n]/).some((track) => isPaymentTrack(track)) ||
    maskedNumber.test(text) ||
    containsPaymentCardNumber(text)
  );
}

/** What an encrypting reader sends in place of a payment card's number: some first and last digits, asterisks between. */
const maskedNumber = /[%;]\*?B?[0-9]{0,8}\*{4,}[0-9]{0,4}[=^]/i;

/**
 * The tracks that stand in a reader's binary frame, from the first start sentinel to the last end sentinel; null where there
 * are none of printable characters.
 */
export function tracksWithin(bytes: string): string | null {
  return /[%;][\x20-\x7e\r\n]*\?/.exec(bytes)?.[0] ?? null;
}

/**
 * Classifies a swipe: payment cards and licences refused, error tracks invalid, and otherwise the card number: the digits
 * of track 2 before "=", else the number of a format B track 1, else the whole of the first track there is.
 */
export function classifyTracks(text: string): DecodeOutcome {
  if (isPaymentSwipe(text)) {
    return { result: 'refused', reason: 'paymentCard' };
  }
  if (isIdentityDocument(text)) {
    return { result: 'refused', reason: 'identityDocument' };
  }
  const tracks = splitTracks(text);
  const all = [tracks.track1, tracks.track2, tracks.track3];
  const read = all.filter((track) => track !== '' && !isErrorTrack(track));
  if (read.length === 0) {
    return { result: 'invalid', reason: 'The stripe could not be read: swipe the card again.' };
  }
  const value = isErrorTrack(tracks.track2) ? '' : cardNumberOf(tracks);
  return {
    result: 'credential',
    reading: {
      credential: value === '' ? null : { scheme: 'number', value },
      gtin: null,
      aim: null,
      text,
    },
  };
}

/** The number by which the card names its member. */
export function cardNumberOf(tracks: Tracks): string {
  const onTrack2 = /^[0-9]+/.exec(tracks.track2)?.[0];
  const onTrack1 = /^B([0-9 ]+)\^/.exec(tracks.track1)?.[1]?.replaceAll(' ', '');
  const plain = [tracks.track1, tracks.track2, tracks.track3].find(
    (track) => track !== '' && !isErrorTrack(track),
  );
  return (onTrack2 ?? onTrack1 ?? plain ?? '').trim().slice(0, 64);
}
