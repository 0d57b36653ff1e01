import type { DecodeOutcome } from '../decoded.ts';
import { classifyTracks, isPaymentSwipe } from '../trackText.ts';
import type { MsrReport } from './msrReport.ts';

const ENCODE_ISO = 0;
const ENCODE_AAMVA = 1;
const ENCODE_CADL = 2;

const onlyEncrypted: DecodeOutcome = {
  result: 'invalid',
  reason:
    'the reader encrypts this card and sends no number in clear: it has to be set to send loyalty cards in clear',
};

/**
 * What a swipe means: the card number from the tracks that were decoded and sent in clear, unless it is a payment card or a
 * licence. A masked track is never a credential: other digits stand in place of the card's.
 */
export function classifyMsrReport(report: MsrReport): DecodeOutcome {
  const { encodeType, states, tracks } = report;
  if (isPaymentSwipe(tracks.join('')) || isMaskedPayment(report)) {
    return { result: 'refused', reason: 'paymentCard' };
  }
  const isSecret = states.some((state) => state === 'masked' || state === 'encrypted');
  const clear = tracks.filter((_, index) => states[index] === 'clear').join('');
  if ((encodeType === ENCODE_AAMVA || encodeType === ENCODE_CADL) && (isSecret || clear !== '')) {
    return { result: 'refused', reason: 'identityDocument' };
  }
  // A reader that hides one track of a card of the banks' form may send its third in clear: that names no member.
  if ((isSecret && (encodeType === ENCODE_ISO || clear === '')) || isMaskOnly(clear)) {
    return onlyEncrypted;
  }
  return clear === '' ? { result: 'invalid', reason: unreadable(report) } : classifyTracks(clear);
}

/** The numbers of the tracks that were there and could not be decoded. */
export function failedTracks({ states }: MsrReport): number[] {
  return states.flatMap((state, index) => (state === 'failed' ? [index + 1] : []));
}

function unreadable(report: MsrReport): string {
  const failed = failedTracks(report);
  return failed.length === 0
    ? 'the stripe could not be read: swipe the card again'
    : `${failed.length === 1 ? 'track' : 'tracks'} ${failed.join(' and ')} could not be read: swipe the card again`;
}

/** A masked number keeps its first digits, by which the banks' are known: they start with 2 to 6. */
function isMaskedPayment({ states, tracks }: MsrReport): boolean {
  return tracks.some(
    (track, index) =>
      states[index] === 'masked' && /^[%;]\*?B?[2-6][0-9* ]{11,18}[=^]/i.test(track),
  );
}

/** Nothing but what a reader sends in place of characters that is set to mask cards of every kind. */
function isMaskOnly(clear: string): boolean {
  return /^(?:0{5,}|\*{5,}|X{5,})$/i.test(clear.replaceAll(/[%;+?=^ ]/g, ''));
}
