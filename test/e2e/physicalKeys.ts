import type { Page } from '@playwright/test';
import { keysOf } from '../support/keystrokes.ts';

const SHIFT = 8;

/** The pace of a keyboard scanner, in milliseconds from key to key. */
const SCANNER_PACE_MS = 4;

/**
 * Keys are stamped this far ahead, so that a busy machine which takes them up late does not tear their pace apart: the
 * page goes by the stamps.
 */
const AHEAD_MS = 2000;

/** Between two scans, or a person's word and a scan: longer than any reader waits within one. */
const PAUSE_MS = 500;

/** Windows' virtual key codes of the keys that are no letters and no digits; Chromium goes by them on every platform. */
const VIRTUAL_KEYS: Readonly<Record<string, number>> = {
  Enter: 13,
  Space: 32,
  Semicolon: 186,
  Equal: 187,
  Comma: 188,
  Minus: 189,
  Period: 190,
  Slash: 191,
  Backquote: 192,
  BracketLeft: 219,
  Backslash: 220,
  BracketRight: 221,
  Quote: 222,
};

interface PhysicalKey {
  readonly code: string;
  readonly shift: boolean;
  readonly character: string;
}

/** The keyboard of the computer, pressed key by key as its operating system would tell the browser, each at its time. */
export class PhysicalKeyboard {
  readonly #page: Page;
  #freeFromMs = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses the keys of `text` and Enter as a keyboard scanner does. */
  async scan(text: string): Promise<void> {
    const keys = [...keysOfText(text), { code: 'Enter', shift: false, character: '\r' }];
    await this.#press(keys, [SCANNER_PACE_MS]);
  }

  /** Types `text` as a person does: each key so many milliseconds after the one before, by turns of `gapsMs`. */
  async type(text: string, gapsMs: readonly number[]): Promise<void> {
    await this.#press(keysOfText(text), gapsMs);
  }

  async #press(keys: readonly PhysicalKey[], gapsMs: readonly number[]): Promise<void> {
    let atMs = Math.max(Date.now() + AHEAD_MS, this.#freeFromMs);
    const session = await this.#page.context().newCDPSession(this.#page);
    const sent = keys.flatMap(({ code, shift, character }, index) => {
      atMs += gapsMs[index % gapsMs.length] ?? 0;
      const key = {
        code,
        key: character === '\r' ? 'Enter' : character,
        windowsVirtualKeyCode: VIRTUAL_KEYS[code] ?? code.charCodeAt(code.length - 1),
        modifiers: shift ? SHIFT : 0,
        timestamp: atMs / 1000,
      };
      return [
        session.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', text: character }),
        session.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp' }),
      ];
    });
    this.#freeFromMs = atMs + PAUSE_MS;
    await Promise.all(sent);
    await session.detach();
  }
}

function keysOfText(text: string): PhysicalKey[] {
  return keysOf(text).map(({ code, shift }, index) => ({
    code,
    shift,
    character: text.charAt(index),
  }));
}
