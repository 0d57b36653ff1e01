import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { DecodeOutcome } from '../decoded.ts';
import { latin1 } from '../payloadText.ts';
import { classifyTracks } from '../trackText.ts';

/** The input report of a magnetic stripe reader in HID mode. */
export interface MsrReport {
  /** For tracks 1 to 3 the reader's decode status: bit 0 set where the track could not be decoded. */
  readonly status: readonly [number, number, number];
  readonly lengths: readonly [number, number, number];
  /** Card encode type: 0 ISO/ABA, 1 AAMVA, 2 CADL, 3 blank, 4 other, 5 undetermined, 6 none. */
  readonly encodeType: number;
  /** The tracks with their sentinels; empty where absent or not decoded. */
  readonly tracks: readonly [string, string, string];
}

const REPORT_LENGTH = 337;
const TRACK_LENGTH = 110;
const TRACKS_AT = 7;
const ENCODE_AAMVA = 1;
const ENCODE_CADL = 2;

/**
 * Takes apart the 337-byte report of MagTek and ID TECH readers in HID mode (MagTek 99875191, "Input report": decode status
 * of three tracks, their lengths, the card encode type, then 110 bytes a track), with a report id in front or without.
 */
export function readMsrReport(report: Uint8Array): Result<MsrReport, string> {
  const withId = report.length === REPORT_LENGTH + 1;
  if (report.length !== REPORT_LENGTH && !withId) {
    return fail('not a report of a stripe reader');
  }
  const bytes = withId ? report.subarray(1) : report;
  const [s1 = 0, s2 = 0, s3 = 0, l1 = 0, l2 = 0, l3 = 0, encodeType = 0] = bytes;
  if (Math.max(l1, l2, l3) > TRACK_LENGTH) {
    return fail('a track longer than its field');
  }
  const track = (index: number, length: number, status: number): string => {
    const at = TRACKS_AT + index * TRACK_LENGTH;
    return (status & 1) === 0 ? latin1(bytes.subarray(at, at + length)) : '';
  };
  return ok({
    status: [s1, s2, s3],
    lengths: [l1, l2, l3],
    encodeType,
    tracks: [track(0, l1, s1), track(1, l2, s2), track(2, l3, s3)],
  });
}

/** What a swipe means: the card number from the tracks that were decoded, unless it is a payment card or a licence. */
export function classifyMsrReport(report: MsrReport): DecodeOutcome {
  const text = report.tracks.join('');
  const outcome: DecodeOutcome =
    text === ''
      ? { result: 'invalid', reason: 'the stripe could not be read: swipe the card again' }
      : classifyTracks(text);
  const isLicence = report.encodeType === ENCODE_AAMVA || report.encodeType === ENCODE_CADL;
  return isLicence && outcome.result === 'credential'
    ? { result: 'refused', reason: 'identityDocument' }
    : outcome;
}
