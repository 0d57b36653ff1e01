/** The reversed Castagnoli polynomial (RFC 3720, section 12.1). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = makeTable();

/**
 * CRC32C (Castagnoli; RFC 3720, section 12.1 and appendix B.4) of `bytes`, as an unsigned 32-bit number.
 * `previous` is the value for the bytes before, so that a record may be checked in pieces.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let register = ~previous;
  for (const byte of bytes) {
    register = (register >>> 8) ^ (TABLE[(register ^ byte) & 0xff] ?? 0);
  }
  return ~register >>> 0;
}

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    }
    return value;
  });
}
