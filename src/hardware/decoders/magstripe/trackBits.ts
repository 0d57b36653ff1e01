/** A track read from bits. */
export interface BitTrack {
  readonly track: 1 | 2;
  /** The characters between the sentinels. */
  readonly data: string;
  /** Whether the bits came with 0 and 1 exchanged, as clock-and-data readers with active-low lines give them. */
  readonly inverted: boolean;
  /** Whether the card was swiped from its other end. */
  readonly reversed: boolean;
}

/** An alphabet of ISO/IEC 7811-6: characters of `width` bits and one of odd parity, lowest bit first. */
interface Alphabet {
  readonly track: 1 | 2;
  readonly width: number;
  /** The character of value 0; the others follow in ASCII. */
  readonly base: number;
  readonly start: number;
  readonly end: number;
}

const alphabets: readonly Alphabet[] = [
  { track: 2, width: 4, base: 0x30, start: 0x0b, end: 0x0f },
  { track: 1, width: 6, base: 0x20, start: 0x05, end: 0x1f },
];

/** A track of 75 mm at 8.27 bits/mm holds no more; noise beyond is not searched. */
const MAXIMUM_BITS = 2048;

/**
 * Finds the track in raw bits of a swipe, in either direction and either polarity: start sentinel, characters of odd
 * parity, end sentinel, and a longitudinal redundancy check over all of them (ISO/IEC 7811-6, 9 and 10).
 *
 * @param bits a text of 0 and 1, clocking bits around the track included
 * @returns null where no track with right parity and right LRC is found
 */
export function readTrackBits(bits: string): BitTrack | null {
  if (bits.length > MAXIMUM_BITS) {
    return null;
  }
  for (const inverted of [false, true]) {
    const upright = inverted ? complement(bits) : bits;
    for (const reversed of [false, true]) {
      const directed = reversed ? Array.from(upright).reverse().join('') : upright;
      for (const alphabet of alphabets) {
        const data = findTrack(directed, alphabet);
        if (data !== null) {
          return { track: alphabet.track, data, inverted, reversed };
        }
      }
    }
  }
  return null;
}

function complement(bits: string): string {
  return bits.replaceAll(/[01]/g, (bit) => (bit === '0' ? '1' : '0'));
}

/** The track that starts with the first 1: nothing but clocking zeros stands before a start sentinel, which starts with 1. */
function findTrack(bits: string, alphabet: Alphabet): string | null {
  const at = bits.indexOf('1');
  return at >= 0 && characterAt(bits, at, alphabet.width) === alphabet.start
    ? readFrom(bits, at, alphabet)
    : null;
}

function readFrom(bits: string, startAt: number, alphabet: Alphabet): string | null {
  const { width, base, start, end } = alphabet;
  let check = start;
  let data = '';
  for (let at = startAt + width + 1; at + width + 1 <= bits.length; at += width + 1) {
    const value = characterAt(bits, at, width);
    if (value === null) {
      return null;
    }
    check ^= value;
    if (value === end) {
      // The LRC character has a parity bit of its own, so it is read like any other.
      return characterAt(bits, at + width + 1, width) === check && data !== '' ? data : null;
    }
    data += String.fromCharCode(base + value);
  }
  return null;
}

/** The value of the character at `at`; null where the bits end or its parity is not odd. */
function characterAt(bits: string, at: number, width: number): number | null {
  if (at + width + 1 > bits.length) {
    return null;
  }
  let value = 0;
  let ones = 0;
  for (let index = 0; index <= width; index += 1) {
    if (bits.charAt(at + index) === '1') {
      ones += 1;
      value |= 1 << index;
    }
  }
  return ones % 2 === 1 ? value & ((1 << width) - 1) : null;
}
