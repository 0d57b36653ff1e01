import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';

/** What a Wiegand reader sent. */
export interface Wiegand {
  readonly bits: 26 | 34 | 37;
  readonly facility: number;
  readonly card: number;
  /** The bits between the two of parity, upper-case hexadecimal. */
  readonly hex: string;
}

/** Whether `text` is a string of Wiegand bits, of a length that is known here. */
export function isWiegand(text: string): boolean {
  return /^(?:[01]{26}|[01]{34}|[01]{37})$/.test(text);
}

/**
 * Reads the bits of a Wiegand reader (SIA AC-01 for 26; HID H10304 for 37; 34 is the makers' 16 + 16): the first bit makes
 * the first half even, the last bit makes the second half odd. Of 37 bits the two halves share the middle one.
 */
export function readWiegand(bits: string): Result<Wiegand, string> {
  if (!isWiegand(bits)) {
    return fail('not 26, 34 or 37 bits');
  }
  const half = Math.ceil(bits.length / 2);
  if (ones(bits.slice(0, half)) % 2 !== 0 || ones(bits.slice(-half)) % 2 !== 1) {
    return fail('bad parity');
  }
  const data = bits.slice(1, -1);
  const cardBits = bits.length === 37 ? 19 : 16;
  return ok({
    bits: bits.length === 26 ? 26 : bits.length === 34 ? 34 : 37,
    facility: Number.parseInt(data.slice(0, -cardBits), 2),
    card: Number.parseInt(data.slice(-cardBits), 2),
    hex: Number.parseInt(data, 2)
      .toString(16)
      .toUpperCase()
      .padStart(Math.ceil(data.length / 4), '0'),
  });
}

function ones(bits: string): number {
  return bits.replaceAll('0', '').length;
}
