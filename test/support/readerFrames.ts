/** The frame of an RDM6300 or ID-12: STX, ten digits, XOR of the five bytes (or their sum), ETX. */
export function em4100Frame(tag: Uint8Array, check: 'xor' | 'sum' = 'xor'): Uint8Array {
  const checksum =
    check === 'xor'
      ? tag.reduce((sum, byte) => sum ^ byte, 0)
      : tag.reduce((sum, byte) => sum + byte, 0) % 256;
  const digits = Buffer.from([...tag, checksum])
    .toString('hex')
    .toUpperCase();
  return Uint8Array.of(0x02, ...new TextEncoder().encode(digits), 0x03);
}

/** The frame of an FDX-B reader: each number hexadecimal, lowest digit first, then XOR and its complement. */
export function fdxBFrame(country: number, number: number): Uint8Array {
  const lowestFirst = (value: number, length: number): string =>
    Array.from(value.toString(16).toUpperCase().padStart(length, '0')).reverse().join('');
  const body = `${lowestFirst(number, 10)}${lowestFirst(country, 4)}01${'0'.repeat(10)}`;
  const bytes = new TextEncoder().encode(body);
  const xor = bytes.reduce((sum, byte) => sum ^ byte, 0);
  return Uint8Array.of(0x02, ...bytes, xor, xor ^ 0xff, 0x03);
}

/** Data between STX and ETX with its LRC: the XOR of the data and ETX. */
export function lrcFrame(data: string): Uint8Array {
  const bytes = new TextEncoder().encode(data);
  return Uint8Array.of(
    0x02,
    ...bytes,
    0x03,
    bytes.reduce((xor, byte) => xor ^ byte, 0x03),
  );
}

/** A normal frame of the PN532 around `data`, which starts with the direction. */
export function pn532Frame(data: Uint8Array): Uint8Array {
  const sum = data.reduce((total, byte) => total + byte, 0);
  const complement = (value: number): number => (256 - (value % 256)) % 256;
  return Uint8Array.of(
    0,
    0,
    0xff,
    data.length,
    complement(data.length),
    ...data,
    complement(sum),
    0,
  );
}

/** The 337-byte report of a stripe reader in HID mode; an empty track is absent. */
export function msrReport(track1: string, track2: string): Uint8Array {
  const report = new Uint8Array(337);
  report.set([0, 0, 0, track1.length, track2.length, 0, 0]);
  report.set(new TextEncoder().encode(track1), 7);
  report.set(new TextEncoder().encode(track2), 117);
  return report;
}

/** What an encrypting reader says of a swipe besides its tracks; encrypted data are random to whoever has no key. */
export interface EncryptedSwipe {
  readonly encodeType: number;
  readonly tracks: readonly [string, string, string];
  /** Which tracks are sent encrypted (bits 0 to 2). */
  readonly encrypted: number;
  /** Which of the tracks are sent in clear or masked too (bits 0 to 2). */
  readonly shown: number;
  /** Which tracks were on the card and could not be decoded (bits 0 to 2). */
  readonly failed?: number;
}

/** The report of a MagTek reader with MagneSafe V5, of 888 bytes, with keys where anything is encrypted. */
export function magneSafeReport(swipe: EncryptedSwipe): Uint8Array {
  const report = new Uint8Array(888);
  const hasKeys = swipe.encrypted !== 0;
  report[6] = swipe.encodeType;
  report.set([0, hasKeys ? 6 : 0], 493);
  for (const [index, track] of swipe.tracks.entries()) {
    const bit = 1 << index;
    const text = new TextEncoder().encode(track);
    report[index] = ((swipe.failed ?? 0) & bit) === 0 ? 0 : 1;
    const secret = Math.ceil(text.length / 8) * 8;
    report[3 + index] = hasKeys ? ((swipe.encrypted & bit) === 0 ? 0 : secret) : text.length;
    const isSecret = (swipe.encrypted & bit) !== 0;
    report.set(isSecret ? scrambled(secret) : hasKeys ? [] : text, 7 + index * 112);
    if ((swipe.shown & bit) !== 0) {
      report[505 + index] = text.length;
      report.set(text, 508 + index * 112);
    }
  }
  return report;
}

/** A swipe in the enhanced frame of ID TECH's encrypting readers, with hashes and key number where anything is encrypted. */
export function idTechEnhancedFrame(swipe: EncryptedSwipe): Uint8Array {
  const { tracks, failed = 0 } = swipe;
  const decoded = tracks.reduce((bits, track, index) => bits + (track === '' ? 0 : 1 << index), 0);
  const shown = tracks.filter((_, index) => (swipe.shown & (1 << index)) !== 0).join('');
  const secret = tracks
    .filter((_, index) => (swipe.encrypted & (1 << index)) !== 0)
    .flatMap((track) => Array.from(scrambled(Math.ceil(track.length / 8) * 8 + 20)));
  const keyNumber = swipe.encrypted === 0 ? [] : Array.from(scrambled(10));
  return framed([
    0x80 | swipe.encodeType,
    decoded | ((decoded | failed) << 3),
    ...tracks.map(({ length }) => length),
    ...[swipe.shown, swipe.encrypted | (swipe.encrypted << 3)],
    ...new TextEncoder().encode(shown),
    ...secret,
    ...keyNumber,
  ]);
}

function scrambled(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 151 + 89) % 256);
}

/** A swipe in the frame of ID TECH's encrypting readers, in the enhanced format where `encodeType` has bit 7. */
export function idTechFrame(encodeType: number, track1: string, track2: string): Uint8Array {
  const decoded = (track1 === '' ? 0 : 1) + (track2 === '' ? 0 : 2);
  const status = (encodeType & 0x80) === 0 ? [] : [3, 0];
  const tracks = new TextEncoder().encode(track1 + track2);
  return framed([encodeType, decoded, track1.length, track2.length, 0, ...status, ...tracks]);
}

/** STX, length, card data, XOR and sum, ETX. */
function framed(card: readonly number[]): Uint8Array {
  const xor = card.reduce((sum, byte) => sum ^ byte, 0);
  const sum = card.reduce((total, byte) => total + byte, 0) % 256;
  return Uint8Array.of(2, card.length % 256, card.length >> 8, ...card, xor, sum, 3);
}

/** The bits of a track 2: clocking zeros, ";", `data`, "?", the check character, clocking zeros. */
export function trackBits(
  data: string,
  { reversed, inverted }: { readonly reversed: boolean; readonly inverted: boolean },
): string {
  const values = Array.from(`;${data}?`, (character) => character.charCodeAt(0) - 0x30);
  const check = values.reduce((sum, value) => sum ^ value, 0);
  const track = [...values, check].map(characterBits).join('');
  const upright = `${'0'.repeat(22)}${track}${'0'.repeat(30)}`;
  const directed = reversed ? Array.from(upright).reverse().join('') : upright;
  return inverted ? directed.replaceAll(/[01]/g, (bit) => (bit === '0' ? '1' : '0')) : directed;
}

/** Four bits, lowest first, and odd parity. */
function characterBits(value: number): string {
  const bits = [1, 2, 4, 8].map((mask) => ((value & mask) === 0 ? 0 : 1));
  const ones = bits.reduce<number>((sum, bit) => sum + bit, 0);
  return [...bits, ones % 2 === 0 ? 1 : 0].join('');
}

/** `text` as a port that reads 8N1 sees it of a reader that sends 7 data bits: even parity where `odd` is 0. */
export function withParityBits(text: string, odd: 0 | 1): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const data = character.charCodeAt(0) & 0x7f;
    const ones = Array.from(data.toString(2)).filter((bit) => bit === '1').length;
    return (ones + odd) % 2 === 1 ? data | 0x80 : data;
  });
}
