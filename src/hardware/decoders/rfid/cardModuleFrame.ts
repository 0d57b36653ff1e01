import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';

/** A frame of a dual-frequency card reader module. */
export interface CardModuleFrame {
  /** Whether the number is an EM4100 transponder's (125 kHz) or a MIFARE chip's UID. */
  readonly card: 'EM4100' | 'MIFARE';
  /** The bytes of the number, first byte first. */
  readonly number: Uint8Array;
  readonly checksum: number;
}

const STX = 0x02;
const ETX = 0x03;
const TYPE_EM4100 = 0x02;
/** MIFARE Classic 1K and 4K. */
const TYPES_MIFARE: readonly number[] = [0x01, 0x03];

/** STX, length, card type in front of the number; check character and ETX behind it. */
const OVERHEAD = 5;

/**
 * How long the frame is that starts with `stx` and `length`: 9 bytes with a number of four, 10 with one of five. Null where it
 * is no such frame; the frames of other readers have a digit behind STX.
 */
export function cardModuleFrameLength(stx: number, length: number): number | null {
  return stx === STX && (length === OVERHEAD + 4 || length === OVERHEAD + 5) ? length : null;
}

/**
 * Reads the frame of the reader modules 7941D and 7941E (makers' data sheet): STX, the length of the whole frame, card type
 * (1 MIFARE 1K, 2 EM4100, 3 MIFARE 4K), the number in binary, the XOR of all between, ETX.
 */
export function readCardModuleFrame(frame: Uint8Array): Result<CardModuleFrame, string> {
  const [stx = 0, length = 0, type = 0] = frame;
  if (cardModuleFrameLength(stx, length) !== frame.length || frame.at(-1) !== ETX) {
    return fail('a frame of the wrong length, or without its start or end');
  }
  const card = type === TYPE_EM4100 ? 'EM4100' : TYPES_MIFARE.includes(type) ? 'MIFARE' : null;
  const number = frame.slice(3, -2);
  if (card === null || number.length !== (card === 'EM4100' ? 5 : 4)) {
    return fail('a frame of a card type that is not known');
  }
  const checksum = frame.at(-2) ?? 0;
  return frame.subarray(1, -2).reduce((xor, byte) => xor ^ byte, 0) === checksum
    ? ok({ card, number, checksum })
    : fail('bad checksum');
}
