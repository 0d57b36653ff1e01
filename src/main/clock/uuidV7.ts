import type { Clock, IdSource } from '../../domain/ports.ts';

const LARGEST_COUNTER = 0xfff;

/**
 * UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 12 bits that count within a
 * millisecond from a random start (section 6.2, method 1), then 62 random bits. Ascending even when the clock stands
 * still or goes back. `randomBytes` gives that many bytes, unpredictable ones outside of tests.
 */
export function uuidV7Source(clock: Clock, randomBytes: (count: number) => Uint8Array): IdSource {
  let lastMs = -1;
  let counter = 0;
  return {
    uuid() {
      const random = randomBytes(10);
      const nowMs = Math.max(0, Math.floor(clock.nowMs()));
      if (nowMs > lastMs) {
        lastMs = nowMs;
        counter = startOf(random);
      } else if (counter < LARGEST_COUNTER) {
        counter += 1;
      } else {
        lastMs += 1;
        counter = startOf(random);
      }
      return format(lastMs, counter, random.subarray(2));
    },
  };
}

/** The counter's top bit stays free, so that a millisecond holds at least 2048 ids. */
function startOf(random: Uint8Array): number {
  return (((random[0] ?? 0) << 8) | (random[1] ?? 0)) & 0x7ff;
}

function format(milliseconds: number, counter: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.set(random, 8);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
