/** An EM4100 number as a keyboard reader types it or a card has it printed. */
export interface Em4100Print {
  /** The makers' name of the format: how many hexadecimal digits go in, how many decimal ones come out. */
  readonly format:
    '8H10D' | '10H12D' | '10H13D' | '2H+4H' | '4H+4H' | '3D+5D' | '6H8D' | '6H' | '8H' | '10H';
  /** The number as far as the format gives it: 6, 8 or 10 upper-case hexadecimal digits. */
  readonly hex: string;
}

/**
 * Reads the output formats of EM4100 keyboard readers: 0040856634 (8H10D), 111,27706 or 111 27706 (2H+4H), 00623,27706
 * (4H+4H) and the others. Two of them side by side, as printed on cards, must agree. Eight digits are one number of 24 bits
 * (6H8D) where they can be, else three and five (the number of Wiegand 26 without its comma). Null where `text` is in none
 * of the formats.
 */
export function readEm4100Print(text: string): Em4100Print | null {
  const joined = text.trim().replace(/(^| )([0-9]{3}) ([0-9]{5})$/, '$1$2,$3');
  const [first = '', second, ...others] = joined.split(/ +/);
  const one = readOne(first);
  if (second === undefined) {
    return one;
  }
  const two = readOne(second);
  const agree = others.length === 0 && one?.hex.slice(-6) === two?.hex.slice(-6);
  if (!agree || one === null || two === null) {
    return null;
  }
  return one.hex.length >= two.hex.length ? one : two;
}

function readOne(text: string): Em4100Print | null {
  const pair = /^([0-9]{1,5}),([0-9]{5})$/.exec(text);
  if (pair !== null) {
    const [, high = '', low = ''] = pair;
    return high.length <= 3
      ? packed('2H+4H', high, 0xff, low)
      : high.length === 5
        ? packed('4H+4H', high, 0xffff, low)
        : null;
  }
  if (/^[0-9]{10}$/.test(text)) {
    return decimal('8H10D', text, 8) ?? { format: '10H', hex: text };
  }
  if (/^[0-9]{12,13}$/.test(text)) {
    return decimal(text.length === 12 ? '10H12D' : '10H13D', text, 10);
  }
  if (/^[0-9]{8}$/.test(text)) {
    return decimal('6H8D', text, 6) ?? packed('3D+5D', text.slice(0, 3), 0xff, text.slice(3));
  }
  const hex = text.toUpperCase();
  if (!/^[0-9A-F]+$/.test(hex)) {
    return null;
  }
  switch (hex.length) {
    case 6:
      return { format: '6H', hex };
    case 8:
      return { format: '8H', hex };
    case 10:
      return { format: '10H', hex };
    default:
      return null;
  }
}

function packed(
  format: Em4100Print['format'],
  high: string,
  highest: number,
  low: string,
): Em4100Print | null {
  if (Number(high) > highest || Number(low) > 0xffff) {
    return null;
  }
  const width = highest === 0xff ? 2 : 4;
  return { format, hex: hexOf(Number(high), width) + hexOf(Number(low), 4) };
}

function decimal(format: Em4100Print['format'], text: string, width: number): Em4100Print | null {
  return Number(text) < 16 ** width ? { format, hex: hexOf(Number(text), width) } : null;
}

function hexOf(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}
