import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';

/** What a reader gave of a track: `failed` could not be decoded, `masked` has other characters in place of digits. */
export type TrackState = 'absent' | 'clear' | 'masked' | 'encrypted' | 'failed';

/** The input report of a magnetic stripe reader in HID mode; each triple is of tracks 1 to 3. */
export interface MsrReport {
  /** The reader's decode status: bit 0 set where the track could not be decoded. */
  readonly status: readonly [number, number, number];
  readonly lengths: readonly [number, number, number];
  /** Card encode type: 0 ISO/ABA, 1 AAMVA, 2 CADL, 3 blank, 4 other, 5 undetermined, 6 none. */
  readonly encodeType: number;
  /** The tracks with their sentinels; empty where absent, not decoded or only encrypted. */
  readonly tracks: readonly [string, string, string];
  readonly states: readonly [TrackState, TrackState, TrackState];
}

const REPORT_LENGTH = 337;
const TRACK_LENGTH = 110;
const TRACKS_AT = 7;

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
    states: [clearOr(s1, l1), clearOr(s2, l2), clearOr(s3, l3)],
  });
}

/** The state of a track that is sent in clear where it was decoded. */
export function clearOr(status: number, length: number): TrackState {
  return (status & 1) !== 0 ? 'failed' : length === 0 ? 'absent' : 'clear';
}
