import {
  claimedPayloadBytes,
  MAXIMUM_PAYLOAD_BYTES,
  RECORD_FIXED_BYTES,
  recordEnd,
} from './segmentFormat.ts';

/** A piece of a segment, from byte `offset` to byte `end` (exclusive). */
export interface ScannedPiece {
  /** A whole record with a good checksum, or bytes that are none. */
  readonly kind: 'record' | 'unreadable';
  readonly offset: number;
  readonly end: number;
}

const OPENING_BRACE = 0x7b;

/** Cuts `bytes` from `offset` on into records and what lies unreadable between or after them, in order. */
export function* scanRecords(bytes: Uint8Array, offset: number): Generator<ScannedPiece> {
  let position = offset;
  while (position < bytes.length) {
    const end = recordEnd(bytes, position);
    const piece: ScannedPiece =
      end === null
        ? { kind: 'unreadable', offset: position, end: nextRecord(bytes, position + 1) }
        : { kind: 'record', offset: position, end };
    yield piece;
    position = piece.end;
  }
}

/** The payload of a scanned record. */
export function payloadOf(bytes: Uint8Array, piece: ScannedPiece): Uint8Array {
  return bytes.subarray(piece.offset + RECORD_FIXED_BYTES, piece.end);
}

/** A segment without the zeros at its end, which a writer reserved. A payload ends in a brace, so no record loses any. */
export function withoutReserve(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

/**
 * Whether unreadable bytes at the very end may be what an interrupted append leaves: one record, cut short or with zeros
 * where its sectors did not come. Records are appended one at a time, so anything beyond one record is damage.
 */
export function maybeTornAppend(bytes: Uint8Array, piece: ScannedPiece): boolean {
  const claimed = claimedPayloadBytes(bytes, piece.offset);
  if (claimed === null || claimed === 0) {
    return piece.end - piece.offset <= RECORD_FIXED_BYTES + MAXIMUM_PAYLOAD_BYTES;
  }
  const beyond = bytes.subarray(piece.offset + RECORD_FIXED_BYTES + claimed, piece.end);
  return claimed <= MAXIMUM_PAYLOAD_BYTES && beyond.every((byte) => byte === 0);
}

/** Where the next good record begins, or the end. A payload is a JSON object, which makes most places quick to rule out. */
function nextRecord(bytes: Uint8Array, from: number): number {
  for (let position = from; position + RECORD_FIXED_BYTES < bytes.length; position += 1) {
    if (bytes[position + RECORD_FIXED_BYTES] === OPENING_BRACE) {
      if (recordEnd(bytes, position) !== null) {
        return position;
      }
    }
  }
  return bytes.length;
}
