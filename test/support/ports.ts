import { createHash } from 'node:crypto';
import type { Clock, IdSource, RandomSource, Sha256Hex } from '../../src/domain/ports.ts';

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

/** UUIDs of version 7 (RFC 9562) that depend on the clock and the randomness given alone. */
export function seededIds(clock: Clock, random: RandomSource): IdSource {
  const digits = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random.next() * 16).toString(16)).join('');
  return {
    uuid: () => {
      const time = clock.nowMs().toString(16).padStart(12, '0').slice(-12);
      const variant = (8 + Math.floor(random.next() * 4)).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
    },
  };
}
