import type { DecodeOutcome } from './decoded.ts';

/** What the highest bits of bytes say that a port read with 8 data bits and no parity: "none" where they say nothing. */
export type SeenParity = 'none' | 'even' | 'odd' | 'mark';

/** What the till is told of bytes that show a parity bit; they are no text, and so name no card. */
export const PARITY_SEEN: DecodeOutcome = {
  result: 'invalid',
  reason: 'the reader sends 7 data bits and a parity bit: search for its settings again',
};

/** Fewer bytes than this can agree by accident. */
const SHORTEST_EVIDENCE = 8;
const ETX = 0x03;
/** Text, its line ends and separators, and the bytes that frame it: STX, ETX, EOT, GS, RS. */
const TEXT = /^[\x20-\x7e\t\r\n\x02\x03\x04\x1d\x1e]+$/;

/**
 * Tells whether a reader sends 7 data bits with a parity bit to a port that reads 8 data bits without one: then the parity
 * bit is the highest of each byte, all bytes have an even (or an odd) number of ones, and what stands below is text. Bytes
 * without any highest bit say nothing: they may be either.
 */
export function seenParity(bytes: Uint8Array): SeenParity {
  if (bytes.length < SHORTEST_EVIDENCE || bytes.every((byte) => byte < 0x80)) {
    return 'none';
  }
  if (!TEXT.test(withoutCheckCharacters(bytes))) {
    return 'none';
  }
  const odd = bytes.filter((byte) => hasOddOnes(byte)).length;
  if (odd === 0) {
    return 'even';
  }
  if (odd === bytes.length) {
    return 'odd';
  }
  return bytes.every((byte) => byte >= 0x80) ? 'mark' : 'none';
}

/** Takes the highest bit off each byte, in place. */
export function clearParityBits(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = (bytes[at] ?? 0) & 0x7f;
  }
}

/** The 7-bit text; the byte behind an ETX may be any check character and is left out. */
function withoutCheckCharacters(bytes: Uint8Array): string {
  let text = '';
  let before = 0;
  for (const byte of bytes) {
    text += before === ETX ? '' : String.fromCharCode(byte & 0x7f);
    before = before === ETX ? 0 : byte & 0x7f;
  }
  return text;
}

function hasOddOnes(byte: number): boolean {
  let ones = 0;
  for (let rest = byte; rest !== 0; rest >>= 1) {
    ones += rest & 1;
  }
  return ones % 2 === 1;
}
