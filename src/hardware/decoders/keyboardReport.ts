import { decodeKeystrokes } from './keystrokes.ts';
import type { Keystroke } from './keystrokes.ts';
import type { DecodeOutcome, StreamDecoder } from './decoded.ts';

/** `KeyboardEvent.code` of the keys with characters, from usage 0x04 on (HID Usage Tables 1.5, section 10, page 0x07). */
const codes: readonly string[] = [
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `Key${letter}`),
  ...Array.from('1234567890', (digit) => `Digit${digit}`),
  ...'Enter Escape Backspace Tab Space Minus Equal BracketLeft BracketRight Backslash Backslash'.split(
    ' ',
  ),
  ...'Semicolon Quote Backquote Comma Period Slash CapsLock'.split(' '),
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
  ...'PrintScreen ScrollLock Pause Insert Home PageUp Delete End PageDown'.split(' '),
  ...'ArrowRight ArrowLeft ArrowDown ArrowUp NumLock NumpadDivide NumpadMultiply'.split(' '),
  ...'NumpadSubtract NumpadAdd NumpadEnter'.split(' '),
  ...Array.from('1234567890', (digit) => `Numpad${digit}`),
  'NumpadDecimal',
  'IntlBackslash',
];

const FIRST_USAGE = 0x04;
const CONTROL_BITS = 0x11;
const SHIFT_BITS = 0x22;
const ALT_BITS = 0x44;

/** The most keys of one burst. */
const MAXIMUM_KEYS = 4096;

/**
 * The keys that a keyboard report newly presses, against the report before it.
 *
 * @param report eight bytes (modifiers, reserved, six usages: HID 1.11 appendix B.1), or nine with a report id in front;
 *   null where it is neither
 * @param heldBefore the usages that the report before held
 */
export function pressedKeys(
  report: Uint8Array,
  heldBefore: ReadonlySet<number>,
  atMs: number,
): { readonly keys: readonly Keystroke[]; readonly held: ReadonlySet<number> } | null {
  if (report.length !== 8 && report.length !== 9) {
    return null;
  }
  const [modifiers = 0, , ...usages] = report.subarray(report.length - 8);
  if (usages.some((usage) => usage > 0 && usage < FIRST_USAGE)) {
    // An error of the keyboard, e.g. too many keys at once (rollover): it says nothing of the keys, which stay as they are.
    return { keys: [], held: heldBefore };
  }
  const held = new Set(usages.filter((usage) => usage >= FIRST_USAGE));
  const keys = [...held]
    .filter((usage) => !heldBefore.has(usage))
    .map((usage) => ({
      code: codes[usage - FIRST_USAGE] ?? 'Unidentified',
      shift: (modifiers & SHIFT_BITS) !== 0,
      control: (modifiers & CONTROL_BITS) !== 0,
      alt: (modifiers & ALT_BITS) !== 0,
      atMs,
    }));
  return { keys, held };
}

/** How a reader in keyboard mode ends a read. */
export interface KeyboardReportOptions {
  /** The silence that ends a read, in milliseconds. 80. */
  readonly idleMs?: number;
}

/**
 * Decodes the reports of a reader in keyboard mode that is opened as a HID device rather than typed into a window.
 * `push` takes one report. A read ends by silence, so that a line end inside it (two tracks, Enter and Ctrl+J) does not.
 */
export function createKeyboardReportDecoder(options: KeyboardReportOptions = {}): StreamDecoder {
  const idleMs = options.idleMs ?? 80;
  let keys: Keystroke[] = [];
  let held: ReadonlySet<number> = new Set();
  let lastAtMs = 0;

  function reset(): void {
    keys = [];
    held = new Set();
  }

  function silence(atMs: number): DecodeOutcome[] {
    if (keys.length === 0 || atMs - lastAtMs < idleMs) {
      return [];
    }
    const outcome = decodeKeystrokes(keys);
    keys = [];
    return [outcome];
  }

  return {
    push(bytes, atMs) {
      const outcomes = silence(atMs);
      lastAtMs = atMs;
      const pressed = pressedKeys(bytes, held, atMs);
      if (pressed === null) {
        return [...outcomes, { result: 'invalid', reason: 'not a report of a keyboard' }];
      }
      held = pressed.held;
      keys.push(...pressed.keys);
      if (keys.length > MAXIMUM_KEYS) {
        reset();
        outcomes.push({ result: 'invalid', reason: 'the read is too long' });
      }
      return outcomes;
    },
    tick: silence,
    pending: () => keys.length > 0,
    reset,
  };
}
