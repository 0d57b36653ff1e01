import type { Page } from '@playwright/test';
import { keysOf } from '../support/keystrokes.ts';

/**
 * Types `text` and Enter as a keyboard-wedge scanner does. All keys are pressed in one go within the page, so that the
 * pace does not depend on how busy the machine is.
 */
export async function scanByKeyboard(page: Page, text: string): Promise<void> {
  const enter = { code: 'Enter', shift: false };
  const keys = [...keysOf(text), enter].map(({ code, shift }) => ({ code, shiftKey: shift }));
  await page.evaluate((pressed) => {
    const target = document.activeElement ?? document.body;
    // An event has the time at which it was made: all are made before the page does anything about the first.
    const events = pressed.map(
      (key) => new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }),
    );
    for (const event of events) {
      target.dispatchEvent(event);
    }
  }, keys);
}
