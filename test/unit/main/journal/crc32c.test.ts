import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/main/journal/crc32c.ts';

/** RFC 3720, appendix B.4; the RFC prints the bytes of a CRC in the order of the wire, least significant first. */
const PUBLISHED: readonly (readonly [string, Uint8Array, number])[] = [
  ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes that rise', Uint8Array.from({ length: 32 }, (_, place) => place), 0x46dd794e],
  ['32 bytes that fall', Uint8Array.from({ length: 32 }, (_, place) => 31 - place), 0x113fdb5c],
  [
    'an iSCSI read command',
    Buffer.from(
      '01c00000000000000000000000000000140000000000040000000014000000182800000000000000' +
        '0200000000000000',
      'hex',
    ),
    0xd9963a56,
  ],
];

describe('crc32c', () => {
  it.each(PUBLISHED)('gives the published value of %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('gives the check value of the digits 1 to 9', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  it('goes on from an earlier piece', () => {
    const bytes = Buffer.from('123456789');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(0xe3069283);
    }
  });
});
