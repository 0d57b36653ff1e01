import { classifyText } from '../classifyText.ts';
import { pressedKeys } from '../keyboardReport.ts';
import type { Keystroke } from '../keystrokes.ts';
import { decodeKeystrokes, typedText } from '../keystrokes.ts';
import { usCharacters } from '../usLayout.ts';
import type { Capture } from './captureEntry.ts';
import type { CaptureResult } from './captureResult.ts';
import { incomplete, invalid, resultOf } from './captureResult.ts';
import { textFields } from './textFields.ts';

/** Keyboard reports, names of keys as browsers give them ("Shift+KeyU Alt+Numpad0"), or the text that was typed. */
export function decodeWedgeCapture(capture: Capture): CaptureResult {
  if (capture.text !== null) {
    const keys = keysOfNames(capture.text);
    if (keys === null) {
      const outcome = classifyText(capture.text, { aim: null, medium: 'reader' });
      return resultOf(outcome, textFields(capture.text.replace(/[\r\n\t]+$/, ''), null, outcome));
    }
    return resultOfKeys(keys);
  }
  const keys = keysOfReports(capture);
  return keys === null ? invalid('not a report of a keyboard') : resultOfKeys(keys);
}

function resultOfKeys(keys: readonly Keystroke[]): CaptureResult {
  const { text } = typedText(keys);
  const bare = text.replace(/[\r\n\t]+$/, '');
  if (bare === '') {
    return incomplete('no key that types a character');
  }
  if (keys.length === 1) {
    return incomplete('one key of a read', { key: bare });
  }
  const outcome = decodeKeystrokes(keys);
  return resultOf(outcome, textFields(bare, null, outcome));
}

function keysOfReports(capture: Capture): readonly Keystroke[] | null {
  const keys: Keystroke[] = [];
  let held: ReadonlySet<number> = new Set();
  for (const piece of capture.pieces) {
    const size = piece.length % 8 === 0 ? 8 : 9;
    if (piece.length === 0 || piece.length % size !== 0) {
      return null;
    }
    for (let at = 0; at < piece.length; at += size) {
      const pressed = pressedKeys(piece.subarray(at, at + size), held, 0);
      if (pressed === null) {
        return null;
      }
      keys.push(...pressed.keys);
      held = pressed.held;
    }
  }
  return keys;
}

/** The keys of a list of names; null where `text` is no such list. */
function keysOfNames(text: string): readonly Keystroke[] | null {
  const keys: Keystroke[] = [];
  for (const token of text.trim().split(/\s+/)) {
    const parts = token.split('+');
    const code = parts.pop() ?? '';
    const known =
      usCharacters(code) !== null ||
      /^(?:Enter|NumpadEnter|Tab|F[0-9]+|(?:Shift|Control|Alt|Meta)(?:Left|Right)|CapsLock|NumLock)$/.test(
        code,
      );
    if (!known || !parts.every((part) => /^(?:Shift|Control|Ctrl|Alt|Meta)$/.test(part))) {
      return null;
    }
    keys.push({
      code,
      shift: parts.includes('Shift'),
      control: parts.includes('Control') || parts.includes('Ctrl'),
      alt: parts.includes('Alt'),
      atMs: 0,
    });
  }
  return keys;
}
