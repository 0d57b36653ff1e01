import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';
import type { MsrReport } from './msrReport.ts';

const STX = 0x02;
const ETX = 0x03;

/** Start, two bytes of length; LRC, checksum, end. */
const HEADER = 3;
const TRAILER = 3;

/** Encode types of the enhanced format carry this bit. */
const ENHANCED = 0x80;

/**
 * Reads a swipe as ID TECH readers of the encrypting families frame it (SecureMag and SREDKey manuals, "Data output format"):
 * STX, length (low byte first), card data, XOR and sum of the card data, ETX. The card data holds the encode type, which
 * tracks were decoded, their lengths, in the enhanced format two bytes of status, and the tracks in clear or masked.
 * Zeros behind the frame are the padding of a HID report.
 */
export function readIdTechFrame(bytes: Uint8Array): Result<MsrReport, string> {
  const [stx, low = 0, high = 0] = bytes;
  const length = low + high * 256;
  const end = HEADER + length + TRAILER;
  if (stx !== STX || length < 5 || bytes.length < end || bytes[end - 1] !== ETX) {
    return fail('not a frame of a stripe reader');
  }
  const card = bytes.subarray(HEADER, HEADER + length);
  const [lrc, sum] = bytes.subarray(HEADER + length);
  if (
    card.reduce((xor, byte) => xor ^ byte, 0) !== lrc ||
    card.reduce((total, byte) => total + byte, 0) % 256 !== sum
  ) {
    return fail('bad checksum');
  }
  const [type = 0, decoded = 0, l1 = 0, l2 = 0, l3 = 0] = card;
  const tracksAt = (type & ENHANCED) === 0 ? 5 : 7;
  if (tracksAt + l1 + l2 + l3 > card.length) {
    return fail('a track longer than its field');
  }
  const track = (at: number, size: number): string => latin1(card.subarray(at, at + size));
  return ok({
    status: [notDecoded(decoded, 0, l1), notDecoded(decoded, 1, l2), notDecoded(decoded, 2, l3)],
    lengths: [l1, l2, l3],
    encodeType: type & ~ENHANCED,
    tracks: [track(tracksAt, l1), track(tracksAt + l1, l2), track(tracksAt + l1 + l2, l3)],
  });
}

/** 1 where the reader sampled a track and could not decode it, as the status bytes of other readers say it. */
function notDecoded(decoded: number, index: number, length: number): number {
  const sampled = (decoded & (8 << index)) !== 0;
  return sampled && (decoded & (1 << index)) === 0 && length === 0 ? 1 : 0;
}
