import type { Page } from '@playwright/test';
import { keysOf } from '../support/keystrokes.ts';

const SHIFT = 8;

/** The pace of a keyboard scanner, in milliseconds from key to key. */
const SCANNER_PACE_MS = 4;

/**
 * Keys are stamped this far ahead, so that a busy machine which takes them up late does not tear their pace apart: the
 * page goes by the stamps.
 */
const AHEAD_MS = 400;

/** Presses the physical keys of `text` and Enter on the keyboard of this computer, as a keyboard scanner does. */
export async function scanByKeys(page: Page, text: string): Promise<void> {
  const enter = { code: 'Enter', shift: false, character: '\r' };
  const keys = [...charactersOf(text), enter];
  await press(
    page,
    keys.map((key, index) => ({ ...key, atMs: index * SCANNER_PACE_MS })),
  );
}

/** Types `text` as a person does, the n-th key `gapsMs[n]` milliseconds after the one before (the gaps begin anew at their end). */
export async function typeByHand(
  page: Page,
  text: string,
  gapsMs: readonly number[],
): Promise<void> {
  let atMs = 0;
  const keys = charactersOf(text).map((key, index) => {
    atMs += gapsMs[index % gapsMs.length] ?? 0;
    return { ...key, atMs };
  });
  await press(page, keys);
}

interface PhysicalKey {
  readonly code: string;
  readonly shift: boolean;
  readonly character: string;
}

function charactersOf(text: string): PhysicalKey[] {
  return keysOf(text).map(({ code, shift }, index) => ({
    code,
    shift,
    character: text.charAt(index),
  }));
}

/** Sends the keys to the browser as its operating system would, each with its own time. */
async function press(
  page: Page,
  keys: readonly (PhysicalKey & { readonly atMs: number })[],
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const firstAtMs = Date.now() + AHEAD_MS;
  await Promise.all(
    keys.flatMap(({ code, shift, character, atMs }) => {
      const key = {
        code,
        key: character === '\r' ? 'Enter' : character,
        windowsVirtualKeyCode: character.toUpperCase().charCodeAt(0),
        modifiers: shift ? SHIFT : 0,
        timestamp: (firstAtMs + atMs) / 1000,
      };
      return [
        session.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', text: character }),
        session.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp' }),
      ];
    }),
  );
  await session.detach();
}
