import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';

/** How the last two digits of a frame are made from the five bytes before. */
export type FrameChecksum = 'xor' | 'sum' | 'none';

/** A frame of a 125 kHz reader. */
export interface Em4100Frame {
  /** Ten upper-case hexadecimal digits: version (or customer) byte and 32 bits of number. */
  readonly tag: string;
  readonly version: number;
  readonly number: number;
  /** As transmitted; null where the reader sends none. */
  readonly checksum: number | null;
  /** The algorithm that the checksum agrees with; null where it agrees with none. */
  readonly algorithm: FrameChecksum | null;
}

const STX = 0x02;
const ETX = 0x03;

/**
 * Reads a frame of the readers ID-2, ID-12, ID-20 (Innovations, "ASCII output"), RDM6300 and their like: STX, ten
 * hexadecimal digits, two of checksum (or none), CR and LF (or none), ETX. Says which checksum the frame agrees with and
 * leaves it to the caller which one it accepts.
 */
export function readEm4100Frame(frame: Uint8Array): Result<Em4100Frame, string> {
  if (frame[0] !== STX || frame.at(-1) !== ETX) {
    return fail('a frame without its start or end');
  }
  const digits = latin1(frame.subarray(1, -1)).replace(/[\r\n]+$/, '');
  if (!/^(?:[0-9A-Fa-f]{10}|[0-9A-Fa-f]{12})$/.test(digits)) {
    return fail('a frame of the wrong length or with characters that are no digits');
  }
  const tag = digits.slice(0, 10).toUpperCase();
  const bytes = (tag.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const checksum = digits.length === 12 ? Number.parseInt(digits.slice(10), 16) : null;
  return ok({
    tag,
    version: bytes[0] ?? 0,
    number: Number.parseInt(tag.slice(2), 16),
    checksum,
    algorithm: algorithmOf(bytes, checksum),
  });
}

function algorithmOf(bytes: readonly number[], checksum: number | null): FrameChecksum | null {
  if (checksum === null) {
    return 'none';
  }
  if (bytes.reduce((sum, byte) => sum ^ byte, 0) === checksum) {
    return 'xor';
  }
  return bytes.reduce((sum, byte) => sum + byte, 0) % 256 === checksum ? 'sum' : null;
}
