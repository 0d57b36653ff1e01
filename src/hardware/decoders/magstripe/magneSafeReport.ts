import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';
import { clearOr, type MsrReport, type TrackState } from './msrReport.ts';

/** Places in the report, in bytes. */
const STATUS_AT = 0;
const LENGTHS_AT = 3;
const ENCODE_TYPE_AT = 6;
const TRACKS_AT = 7;
const ENCRYPTION_STATUS_AT = 494;
const MASKED_LENGTHS_AT = 505;
const MASKED_TRACKS_AT = 508;
const TRACK_LENGTH = 112;
const SHORTEST_REPORT = 856;
const LONGEST_REPORT = 1024;

/** Second byte of the reader encryption status. */
const ENCRYPTION_ENABLED = 4;

const HIGHEST_ENCODE_TYPE = 16;
const ENCODE_ISO = 0;
const ENCODE_AAMVA = 1;

/**
 * Takes apart the input report of MagTek's MagneSafe V5 readers (99875388 "MagneSafe V5 communication reference", "Card data
 * (HID)"): decode status and length of the encrypted data of three tracks, encode type, three fields of 112 bytes, card and
 * MagnePrint data, encryption status, then the lengths and three fields of 112 bytes of the masked tracks. A reader without
 * keys has the tracks in clear where they else are encrypted. An encrypting one sends cards that are neither of the banks'
 * form (ISO/ABA) nor licences in clear in the masked fields.
 */
export function readMagneSafeReport(report: Uint8Array): Result<MsrReport, string> {
  for (const bytes of [report, report.subarray(1)]) {
    if (isMagneSafe(bytes)) {
      return ok(readPlausible(bytes));
    }
  }
  return fail('not a report of a stripe reader');
}

/** A report id in front would push every length by one: the fields are looked at for what must stand in them. */
function isMagneSafe(bytes: Uint8Array): boolean {
  if (bytes.length < SHORTEST_REPORT || bytes.length > LONGEST_REPORT) {
    return false;
  }
  const isSecret = isEncrypted(bytes);
  return (
    (bytes[ENCODE_TYPE_AT] ?? 0) <= HIGHEST_ENCODE_TYPE &&
    [0, 1, 2].every((track) => {
      const masked = field(bytes, MASKED_TRACKS_AT, track);
      return (
        (bytes[LENGTHS_AT + track] ?? 0) <= TRACK_LENGTH &&
        isTrack(masked, bytes[MASKED_LENGTHS_AT + track] ?? 0) &&
        (isSecret || isTrack(field(bytes, TRACKS_AT, track), bytes[LENGTHS_AT + track] ?? 0))
      );
    })
  );
}

/** Whether a field holds a track of this length, from its start sentinel on, and zeros behind it. */
function isTrack(bytes: Uint8Array, length: number): boolean {
  return (
    length <= TRACK_LENGTH &&
    (length === 0 || /^[%;+#!]/.test(latin1(bytes.subarray(0, 1)))) &&
    bytes.subarray(length).every((byte) => byte === 0)
  );
}

function isEncrypted(bytes: Uint8Array): boolean {
  return ((bytes[ENCRYPTION_STATUS_AT] ?? 0) & ENCRYPTION_ENABLED) !== 0;
}

function field(bytes: Uint8Array, at: number, track: number): Uint8Array {
  return bytes.subarray(at + track * TRACK_LENGTH, at + (track + 1) * TRACK_LENGTH);
}

function readPlausible(bytes: Uint8Array): MsrReport {
  const isSecret = isEncrypted(bytes);
  const encodeType = bytes[ENCODE_TYPE_AT] ?? 0;
  const lengthsAt = isSecret ? MASKED_LENGTHS_AT : LENGTHS_AT;
  const isMasked = encodeType === ENCODE_ISO || encodeType === ENCODE_AAMVA;
  const status = (track: number): number => bytes[STATUS_AT + track] ?? 0;
  const length = (track: number): number => bytes[lengthsAt + track] ?? 0;
  const state = (track: number): TrackState => {
    const known = clearOr(status(track), length(track));
    if (!isSecret || known === 'failed') {
      return known;
    }
    const hasSecret = (bytes[LENGTHS_AT + track] ?? 0) > 0;
    return known === 'clear' ? (isMasked ? 'masked' : 'clear') : hasSecret ? 'encrypted' : known;
  };
  const text = (track: number): string =>
    state(track) === 'failed'
      ? ''
      : latin1(
          field(bytes, isSecret ? MASKED_TRACKS_AT : TRACKS_AT, track).subarray(0, length(track)),
        );
  return {
    status: [status(0), status(1), status(2)],
    lengths: [length(0), length(1), length(2)],
    encodeType,
    tracks: [text(0), text(1), text(2)],
    states: [state(0), state(1), state(2)],
  };
}
