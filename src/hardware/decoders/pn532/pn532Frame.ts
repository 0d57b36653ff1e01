/** A frame of the PN532 (NXP UM0701-02, 6.2.1) that was found whole. */
export type Pn532Frame =
  | { readonly kind: 'ACK' | 'NACK'; readonly length: number }
  /** The chip's error frame, or a one-byte frame with an error code. */
  | { readonly kind: 'error'; readonly code: number; readonly length: number }
  | {
      readonly kind: 'information';
      readonly extended: boolean;
      /** 0xD4 from host to chip, 0xD5 back. */
      readonly direction: number;
      /** Command or response code and what follows. */
      readonly payload: Uint8Array;
      readonly length: number;
    };

/** Why no frame can be read here; "incomplete" where more bytes may make it one. */
export type FrameFault = 'incomplete' | 'invalid len and lcs' | 'invalid dcs' | 'no start code';

/** The longest frame: an extended one of 265 bytes of data, with its ten of frame. */
export const MAXIMUM_FRAME = 275;

/** Of an information frame: start code, LEN and LCS, then data, then DCS; extended ones spend three bytes more. */
const HEADER = 4;
const EXTENDED_HEADER = 7;

/**
 * Reads the frame that starts with the start code 00 FF at `at`. `length` counts from there to the checksum; the
 * postamble is not waited for, because the checksum has ended the frame.
 *
 * @param trustChecksum false reads a frame with a wrong data checksum all the same, to say what it would have been
 */
export function readPn532Frame(
  bytes: Uint8Array,
  at: number,
  trustChecksum = true,
): Pn532Frame | FrameFault {
  if (bytes[at] !== 0x00 || bytes[at + 1] !== 0xff) {
    return 'no start code';
  }
  const [len, lcs] = bytes.subarray(at + 2, at + 4);
  if (len === undefined || lcs === undefined) {
    return 'incomplete';
  }
  if (len === 0x00 && lcs === 0xff) {
    return { kind: 'ACK', length: HEADER };
  }
  if (len === 0xff && lcs === 0x00) {
    return { kind: 'NACK', length: HEADER };
  }
  const extended = len === 0xff && lcs === 0xff;
  if (extended && bytes.length < at + EXTENDED_HEADER) {
    return 'incomplete';
  }
  const [high = 0, low = 0, extendedLcs = 0] = bytes.subarray(at + 4, at + 7);
  const dataLength = extended ? high * 256 + low : len;
  const sum = extended ? high + low + extendedLcs : len + lcs;
  if (sum % 256 !== 0 || dataLength === 0 || dataLength > MAXIMUM_FRAME - 10) {
    return 'invalid len and lcs';
  }
  const header = extended ? EXTENDED_HEADER : HEADER;
  const data = bytes.subarray(at + header, at + header + dataLength);
  const dcs = bytes[at + header + dataLength];
  if (dcs === undefined) {
    return 'incomplete';
  }
  const total = data.reduce((part, byte) => part + byte, dcs);
  if (trustChecksum && total % 256 !== 0) {
    return 'invalid dcs';
  }
  const length = header + dataLength + 1;
  const [direction = 0] = data;
  return dataLength === 1
    ? { kind: 'error', code: direction, length }
    : { kind: 'information', extended, direction, payload: data.slice(1), length };
}

/** Where the next start code 00 FF begins, from `from` on; -1 where none does. */
export function startCodeAt(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 0x00 && bytes[at + 1] === 0xff) {
      return at;
    }
  }
  return -1;
}
