import { createHash } from 'node:crypto';
import type { RandomSource, Sha256Hex } from '../../src/domain/ports.ts';

/** The real SHA-256. */
export const sha256Hex: Sha256Hex = (text) => createHash('sha256').update(text).digest('hex');

/** Numbers in [0, 1) that depend on `seed` alone (Mulberry32). */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
