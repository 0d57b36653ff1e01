import type { Keystroke } from '../../src/hardware/decoders/keystrokes.ts';

/** The keys of the US layout: name, character, character with Shift. */
const layout: readonly (readonly [string, string, string])[] = [
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter): [string, string, string] => [
    `Key${letter.toUpperCase()}`,
    letter,
    letter.toUpperCase(),
  ]),
  ...Array.from('0123456789', (digit, index): [string, string, string] => [
    `Digit${digit}`,
    digit,
    ')!@#$%^&*('.charAt(index),
  ]),
  ['Minus', '-', '_'],
  ['Equal', '=', '+'],
  ['BracketLeft', '[', '{'],
  ['BracketRight', ']', '}'],
  ['Backslash', '\\', '|'],
  ['Semicolon', ';', ':'],
  ['Quote', "'", '"'],
  ['Backquote', '`', '~'],
  ['Comma', ',', '<'],
  ['Period', '.', '>'],
  ['Slash', '/', '?'],
  ['Space', ' ', ' '],
];

/** The keys that a scanner presses to type `text`, printable ASCII, as fast as one does. */
export function keysOf(text: string): Keystroke[] {
  return Array.from(text, (character, index) => {
    const found = layout.find(([, plain, shifted]) => character === plain || character === shifted);
    if (found === undefined) {
      throw new Error('a character without a key');
    }
    return {
      code: found[0],
      shift: character !== found[1],
      control: false,
      alt: false,
      atMs: index * 4,
    };
  });
}
