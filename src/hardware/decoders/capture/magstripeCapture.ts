import { classifyText } from '../classifyText.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { classifyMsrReport, failedTracks } from '../magstripe/msrClassify.ts';
import { stripeReportReader } from '../magstripe/msrDescribed.ts';
import { readTrackBits } from '../magstripe/trackBits.ts';
import { latin1 } from '../payloadText.ts';
import { classifyTracks, isTrackText, tracksWithin } from '../trackText.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { incomplete, invalid, resultOf } from './captureResult.ts';
import { trackFields } from './trackFields.ts';

/** A swipe: text between sentinels, the report of a reader in HID mode, or raw bits in either direction and polarity. */
export function decodeMagstripeCapture(capture: Capture): CaptureResult {
  if (capture.text !== null) {
    const bits = capture.text.trim().split(/\s+/);
    return bits.every((track) => /^[01]{30,}$/.test(track))
      ? fromBits(bits)
      : fromText(capture.text);
  }
  const { bytes } = capture;
  const report = stripeReportReader(capture.descriptor)(bytes);
  if (report.ok) {
    const { status, lengths, encodeType, tracks } = report.value;
    return resultOf(classifyMsrReport(report.value), {
      status,
      lengths,
      encode_type: encodeType,
      failed_tracks: failedTracks(report.value),
      ...trackFields(tracks.join('')),
    });
  }
  // Each piece may be a track of its own; pieces of one track are joined.
  const parts = capture.pieces.map(bitsOf);
  const bits = parts.every((part) => readTrackBits(part) !== null) ? parts : [bitsOf(bytes)];
  const isBits = bits.some((part) => readTrackBits(part) !== null);
  const text = isBits ? null : tracksWithin(latin1(bytes));
  return text === null ? fromBits(bits) : fromText(text);
}

function bitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
}

function fromText(input: string): CaptureResult {
  // Some readers type words of their own in front of the tracks.
  const text = isTrackText(input) ? input : (tracksWithin(input) ?? input);
  const outcome = classifyText(text, { aim: null, medium: 'reader' });
  if (outcome.result !== 'refused' && !isTrackText(text)) {
    return /^[%;+]/.test(text)
      ? incomplete('the track has not ended', { parse: null })
      : invalid('no track of a stripe', { parse: null });
  }
  const isError = outcome.result === 'invalid';
  return resultOf(outcome, {
    ...trackFields(text),
    ...(isError ? { parse: null } : { valid_payment_card: false }),
  });
}

/** One swipe, each of its tracks as bits. */
function fromBits(bits: readonly string[]): CaptureResult {
  const tracks = bits.map(readTrackBits).filter((track) => track !== null);
  const [first] = tracks;
  if (first === undefined) {
    return invalid('no track with right parity and check character', { parse: null });
  }
  const { track, data, inverted, reversed } = first;
  const text = tracks.map((one) => `${one.track === 1 ? '%' : ';'}${one.data}?`).join('');
  const outcome: DecodeOutcome = classifyTracks(text);
  return resultOf(outcome, {
    format: `Track${String(track)}${inverted ? 'Inverted' : ''}${reversed ? 'Reversed' : ''}`,
    data,
    ...trackFields(text),
  });
}
