/** The characters of a key on the US layout, without and with Shift. */
export interface KeyCharacters {
  readonly plain: string;
  readonly shifted: string;
}

const punctuation: Readonly<Record<string, string>> = {
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  IntlBackslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadDivide: '//',
  NumpadMultiply: '**',
  NumpadSubtract: '--',
  NumpadAdd: '++',
  NumpadDecimal: '..',
  NumpadEqual: '==',
};

const shiftedDigits = ')!@#$%^&*(';

/**
 * What a key types on the US layout, which scanners assume unless told otherwise.
 *
 * @param code UI Events `KeyboardEvent.code`: the place of the key, whatever layout the computer is set to
 * @returns null for a key that types no character
 */
export function usCharacters(code: string): KeyCharacters | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) {
    return { plain: letter.toLowerCase(), shifted: letter };
  }
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) {
    return { plain: digit, shifted: shiftedDigits.charAt(Number(digit)) };
  }
  const numpad = /^Numpad([0-9])$/.exec(code)?.[1];
  if (numpad !== undefined) {
    return { plain: numpad, shifted: numpad };
  }
  const pair = Object.hasOwn(punctuation, code) ? punctuation[code] : undefined;
  return pair === undefined ? null : { plain: pair.charAt(0), shifted: pair.charAt(1) };
}
