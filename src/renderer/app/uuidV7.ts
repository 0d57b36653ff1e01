import type { Clock, IdSource } from '../../domain/ports.ts';

/** UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then randomness from `fillRandom`. */
export function createUuidV7Source(
  clock: Clock,
  fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void,
): IdSource {
  return {
    uuid() {
      const bytes = new Uint8Array(16);
      fillRandom(bytes);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, Math.floor(clock.nowMs() / 65_536));
      view.setUint16(4, clock.nowMs() % 65_536);
      view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
      view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20),
      ].join('-');
    },
  };
}
