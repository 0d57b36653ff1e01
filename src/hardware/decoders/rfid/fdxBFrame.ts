import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { latin1 } from '../payloadText.ts';

/** A transponder of ISO 11784/11785 type FDX-B, as 134.2 kHz readers send it. */
export interface FdxBFrame {
  /** Country (ISO 3166) or maker (900 and up), three digits. */
  readonly country: number;
  /** The national number, twelve decimal digits. */
  readonly tag: string;
  readonly animal: boolean;
  readonly xor: number;
  readonly inverted: number;
}

/** STX, 26 hexadecimal digits, checksum, inverted checksum, ETX. */
export const FDX_B_LENGTH = 30;

const STX = 0x02;
/** ETX of an FDX-B transponder; readers of both kinds end the frame of a half duplex one (HDX) with BEL. */
const ENDS: readonly (number | undefined)[] = [0x03, 0x07];

/**
 * Reads the 30-byte frame of an FDX-B reader: identification (10 digits), country (4), data flag, animal flag, 4 reserved
 * and 6 of user data, each with its lowest digit first; then the XOR of these 26 characters and its complement.
 */
export function readFdxBFrame(frame: Uint8Array): Result<FdxBFrame, string> {
  if (frame.length !== FDX_B_LENGTH || frame[0] !== STX || !ENDS.includes(frame.at(-1))) {
    return fail('a frame of the wrong length, or without its start or end');
  }
  const body = frame.subarray(1, 27);
  const digits = latin1(body);
  if (!/^[0-9A-Fa-f]{26}$/.test(digits)) {
    return fail('a frame with characters that are no digits');
  }
  const [xor = 0, inverted = 0] = frame.subarray(27, 29);
  if (body.reduce((sum, byte) => sum ^ byte, 0) !== xor || (xor ^ inverted) !== 0xff) {
    return fail('bad checksum');
  }
  const number = Number.parseInt(reversed(digits.slice(0, 10)), 16);
  const country = Number.parseInt(reversed(digits.slice(10, 14)), 16);
  if (number >= 2 ** 38 || country > 999) {
    return fail('a number out of the range of ISO 11784');
  }
  return ok({
    country,
    tag: String(number).padStart(12, '0'),
    animal: digits.charAt(15) === '1',
    xor,
    inverted,
  });
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}
