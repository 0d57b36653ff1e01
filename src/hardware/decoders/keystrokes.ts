import { classifyBetween, type Affixes } from './classifyBetween.ts';
import type { DecodeOutcome } from './decoded.ts';
import { usCharacters } from './usLayout.ts';

/** One press of a physical key, as the browser reports it; the shape of the host's `devices.wedge` channel. */
export interface Keystroke {
  /** UI Events `KeyboardEvent.code`, never a layout's character. */
  readonly code: string;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
  /** Milliseconds on a monotonic clock. */
  readonly atMs: number;
}

const GS = '\u001d';

/** The most keys of one read; a scan of the longest card number is far shorter. */
const MAXIMUM_KEYS = 4096;

/**
 * Decodes what a keyboard scanner or stripe reader typed, from physical keys by the US layout, so that the layout of the
 * computer changes nothing. Line ends and tabs at the end are taken off, then what `around` says that the reader
 * adds, where it is there. At most 4096 keys.
 */
export function decodeKeystrokes(
  keys: readonly Keystroke[],
  around: Affixes = { prefix: '', suffix: '' },
): DecodeOutcome {
  if (keys.length > MAXIMUM_KEYS) {
    return { result: 'invalid', reason: 'the read is too long' };
  }
  const typed = typedText(keys);
  const isBare = around.prefix === '' && around.suffix === '';
  const text = isBare ? typed.text : typed.text.replace(/[\r\n\t]+$/, '');
  const outcome = classifyBetween(text, around);
  return typed.unknownKeys > 0 && outcome.result === 'credential'
    ? { result: 'invalid', reason: 'keys among the read that no scanner types' }
    : outcome;
}

/**
 * The text that a burst of keys spells, suffix included: characters by the US layout; Enter as CR; Ctrl+Shift+J and Ctrl+J
 * as LF, Ctrl+M as CR, Ctrl+I as TAB; GS (FNC1) as Alt+0029 on the keypad, F8 or Ctrl+]; other Alt codes as the character
 * they name. Keys that a scanner does not type are counted.
 */
export function typedText(keys: readonly Keystroke[]): {
  readonly text: string;
  readonly unknownKeys: number;
} {
  let text = '';
  let altDigits = '';
  let unknownKeys = 0;
  const flushAlt = (): void => {
    text += altDigits === '' ? '' : String.fromCharCode(Number(altDigits) & 0xff);
    altDigits = '';
  };
  for (const key of keys) {
    if (isModifier(key.code)) {
      continue;
    }
    const altDigit = key.alt ? /^Numpad([0-9])$/.exec(key.code)?.[1] : undefined;
    if (altDigit !== undefined) {
      altDigits += altDigit;
      // An Alt code has three digits, or four where the first is zero; the next one may follow without a pause.
      if (altDigits.length === (altDigits.startsWith('0') ? 4 : 3)) {
        flushAlt();
      }
      continue;
    }
    flushAlt();
    const character = characterOf(key);
    text += character ?? '';
    unknownKeys += character === null ? 1 : 0;
  }
  flushAlt();
  return { text, unknownKeys };
}

/** What one key types; null for a key or a combination that no scanner types. */
function characterOf(key: Keystroke): string | null {
  switch (key.code) {
    case 'Enter':
    case 'NumpadEnter':
      return '\r';
    case 'Tab':
      return '\t';
    case 'F8':
      return GS;
    default:
  }
  if (key.control) {
    return controlCharacter(key.code);
  }
  const characters = usCharacters(key.code);
  if (characters === null || key.alt) {
    return null;
  }
  return key.shift ? characters.shifted : characters.plain;
}

function controlCharacter(code: string): string | null {
  switch (code) {
    case 'KeyJ':
      return '\n';
    case 'KeyM':
      return '\r';
    case 'KeyI':
      return '\t';
    case 'BracketRight':
      return GS;
    default:
      return null;
  }
}

function isModifier(code: string): boolean {
  return /^(?:Shift|Control|Alt|Meta)(?:Left|Right)$|^(?:CapsLock|NumLock)$/.test(code);
}
