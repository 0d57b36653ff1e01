import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { ChainHead } from '../../domain/seal.ts';
import { hashSchema, idSchema } from '../../protocol/primitives.ts';
import { parseJsonText } from '../files/jsonText.ts';
import { crc32c } from './crc32c.ts';

/*
 * A segment is a header, then records, then zeros that the next records take the place of. Numbers are u32 little-endian.
 *   header: magic (8 bytes) | version | length | CRC32C over version, length and payload | payload
 *   record: length | CRC32C over length and payload | payload
 * The length is under the checksum, so that a run of zeros is never a record.
 */

const MAGIC = new TextEncoder().encode('LOYALTYJ');
/** Of the segments that are written: 2 may hold transactions of format 2, which older programs do not know. Those of 1 are read all the same. */
export const FORMAT_VERSION = 2;
const OLDEST_VERSION = 1;
const HEADER_FIXED_BYTES = 20;
const MAXIMUM_HEADER_PAYLOAD_BYTES = 1024;

/** No header is longer than this, in bytes. */
export const MAXIMUM_HEADER_BYTES = HEADER_FIXED_BYTES + MAXIMUM_HEADER_PAYLOAD_BYTES;
/** Bytes of a record before its payload. */
export const RECORD_FIXED_BYTES = 8;
/** No payload is longer than this: the largest sale that the protocol allows is far below. */
export const MAXIMUM_PAYLOAD_BYTES = 1 << 20;
/** A segment is closed before it grows beyond this, unless it holds a single record. */
export const SEGMENT_BYTES = 4 << 20;

const headerSchema = z.strictObject({
  terminalId: idSchema,
  segment: z.int().min(1),
  /** The end of the chain before this segment's first record. */
  head: z.strictObject({ sequence: z.int().min(0), hash: hashSchema }),
});

/** What a segment says of itself. */
export interface SegmentHeader {
  readonly terminalId: string;
  /** 1, 2, 3, … as in its name. */
  readonly segment: number;
  /** The chain's end before the first record; what an earlier segment holds beyond it was never approved. */
  readonly head: ChainHead;
  /** Of the segment's format. */
  readonly version: number;
}

/** What the beginning of a segment turned out to be. */
export type ParsedHeader =
  | { readonly kind: 'header'; readonly header: SegmentHeader; readonly lengthBytes: number }
  | { readonly kind: 'newerVersion'; readonly version: number }
  | { readonly kind: 'damaged' };

/** The bytes of a header. */
export function encodeHeader(header: Omit<SegmentHeader, 'version'>): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(header));
  assert(payload.length <= MAXIMUM_HEADER_PAYLOAD_BYTES, 'a header is short');
  const bytes = Buffer.alloc(HEADER_FIXED_BYTES + payload.length);
  bytes.set(MAGIC, 0);
  bytes.writeUInt32LE(FORMAT_VERSION, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.set(payload, HEADER_FIXED_BYTES);
  bytes.writeUInt32LE(crc32c(payload, crc32c(bytes.subarray(8, 16))), 16);
  return bytes;
}

/** Reads the header at the beginning of `bytes`. */
export function parseHeader(bytes: Uint8Array): ParsedHeader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < HEADER_FIXED_BYTES || !view.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { kind: 'damaged' };
  }
  const version = view.readUInt32LE(8);
  const payloadBytes = view.readUInt32LE(12);
  const lengthBytes = HEADER_FIXED_BYTES + payloadBytes;
  if (payloadBytes > MAXIMUM_HEADER_PAYLOAD_BYTES || view.length < lengthBytes) {
    return { kind: 'damaged' };
  }
  const payload = view.subarray(HEADER_FIXED_BYTES, lengthBytes);
  if (crc32c(payload, crc32c(view.subarray(8, 16))) !== view.readUInt32LE(16)) {
    return { kind: 'damaged' };
  }
  if (version > FORMAT_VERSION || version < OLDEST_VERSION) {
    return { kind: 'newerVersion', version };
  }
  const parsed = headerSchema.safeParse(parseJsonText(payload));
  return parsed.success
    ? { kind: 'header', header: { ...parsed.data, version }, lengthBytes }
    : { kind: 'damaged' };
}

/** The bytes of a record, ready for one write. `text` is the JSON of a sealed transaction. */
export function encodeRecord(text: string): Uint8Array {
  const payloadBytes = Buffer.byteLength(text);
  assert(payloadBytes > 0 && payloadBytes <= MAXIMUM_PAYLOAD_BYTES, 'a record has a payload');
  const bytes = Buffer.allocUnsafe(RECORD_FIXED_BYTES + payloadBytes);
  bytes.writeUInt32LE(payloadBytes, 0);
  bytes.write(text, RECORD_FIXED_BYTES);
  bytes.writeUInt32LE(recordChecksum(bytes), 4);
  return bytes;
}

/** The end (exclusive) of the whole and undamaged record at `offset`, or null where there is none. */
export function recordEnd(bytes: Uint8Array, offset: number): number | null {
  const payloadBytes = claimedPayloadBytes(bytes, offset);
  if (payloadBytes === null || payloadBytes === 0 || payloadBytes > MAXIMUM_PAYLOAD_BYTES) {
    return null;
  }
  const end = offset + RECORD_FIXED_BYTES + payloadBytes;
  if (end > bytes.length) {
    return null;
  }
  const record = bytes.subarray(offset, end);
  return recordChecksum(record) === uint32At(record, 4) ? end : null;
}

/** What the length field at `offset` says, or null where even that is cut off. */
export function claimedPayloadBytes(bytes: Uint8Array, offset: number): number | null {
  return offset + 4 <= bytes.length ? uint32At(bytes, offset) : null;
}

function recordChecksum(record: Uint8Array): number {
  return crc32c(record.subarray(RECORD_FIXED_BYTES), crc32c(record.subarray(0, 4)));
}

function uint32At(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}
