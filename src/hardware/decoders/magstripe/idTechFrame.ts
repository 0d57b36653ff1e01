import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';
import type { MsrReport, TrackState } from './msrReport.ts';

const STX = 0x02;
const ETX = 0x03;

/** Start, two bytes of length; LRC, checksum, end. */
const HEADER = 3;
const TRAILER = 3;

/** Three tracks in clear and encrypted, their hashes, session and key number are fewer bytes than this. */
const LONGEST_CARD_DATA = 1024;
/** Encode type, track status, three lengths. */
const SHORTEST_CARD_DATA = 5;

/** Encode types of the enhanced format carry this bit. */
const ENHANCED = 0x80;
/** ISO/ABA, AAMVA, other, raw, JIS; below the bit of the enhanced format. */
const HIGHEST_ENCODE_TYPE = 0x07;
/** Raw data, always encrypted. */
const ENCODE_RAW = 4;

/**
 * The whole length of the frame that starts here, in bytes, as soon as its first five are there: a HID report may hold only its
 * beginning. Null where no frame starts here.
 */
export function idTechFrameLength(bytes: Uint8Array): number | null {
  const [stx, low = 0, high = 0, type = 0, decoded = 0] = bytes;
  const length = low + high * 256;
  const isFrame =
    stx === STX &&
    bytes.length >= HEADER + 2 &&
    length >= SHORTEST_CARD_DATA &&
    length <= LONGEST_CARD_DATA &&
    (type & ~ENHANCED) <= HIGHEST_ENCODE_TYPE &&
    decoded < 0x40;
  return isFrame ? HEADER + length + TRAILER : null;
}

/**
 * Reads a swipe as ID TECH readers of the encrypting families frame it (SecureMag, SecureHead and SREDKey manuals, "Data output
 * format"): STX, length (low byte first), card data, XOR and sum of the card data, ETX. The card data holds the encode type,
 * which tracks were decoded and which were sampled, their lengths; in the enhanced format which tracks follow in clear or
 * masked and which follow encrypted; then the tracks, and behind them what is encrypted. Zeros behind the frame are the
 * padding of a HID report.
 */
export function readIdTechFrame(bytes: Uint8Array): Result<MsrReport, string> {
  const end = idTechFrameLength(bytes);
  if (end === null || bytes.length < end || bytes[end - 1] !== ETX) {
    return fail('not a frame of a stripe reader');
  }
  const card = bytes.subarray(HEADER, end - TRAILER);
  const [lrc, sum] = bytes.subarray(end - TRAILER);
  if (
    card.reduce((xor, byte) => xor ^ byte, 0) !== lrc ||
    card.reduce((total, byte) => total + byte, 0) % 256 !== sum
  ) {
    return fail('bad checksum');
  }
  return readCardData(card);
}

function readCardData(card: Uint8Array): Result<MsrReport, string> {
  const [type = 0, decoded = 0, l1 = 0, l2 = 0, l3 = 0] = card;
  const isEnhanced = (type & ENHANCED) !== 0;
  const lengths = [l1, l2, l3] as const;
  const sent = isEnhanced ? (card[5] ?? 0) : (type & ~ENHANCED) === ENCODE_RAW ? 0 : 7;
  const tracks: string[] = [];
  let at = isEnhanced ? 7 : 5;
  for (const [index, length] of lengths.entries()) {
    const size = (sent & (1 << index)) === 0 ? 0 : length;
    tracks.push(latin1(card.subarray(at, at + size)));
    at += size;
  }
  if (at > card.length) {
    return fail('a track longer than its field');
  }
  // The original format does not say what is encrypted: where something follows the tracks, they all are.
  const secret = isEnhanced ? (card[6] ?? 0) : at < card.length || sent === 0 ? 7 : 0;
  const state = (index: number, length: number): TrackState => {
    const bit = 1 << index;
    const isSampled = (decoded & (bit << 3)) !== 0;
    if (length === 0) {
      return isSampled && (decoded & bit) === 0 ? 'failed' : 'absent';
    }
    const isSecret = (secret & bit) !== 0;
    return (sent & bit) === 0 ? 'encrypted' : isSecret ? 'masked' : 'clear';
  };
  const states = [state(0, l1), state(1, l2), state(2, l3)] as const;
  const [t1 = '', t2 = '', t3 = ''] = tracks;
  return ok({
    status: [failedBit(states[0]), failedBit(states[1]), failedBit(states[2])],
    lengths,
    encodeType: type & ~ENHANCED,
    tracks: [t1, t2, t3],
    states,
  });
}

/** As the status bytes of other readers say it. */
function failedBit(state: TrackState): number {
  return state === 'failed' ? 1 : 0;
}
