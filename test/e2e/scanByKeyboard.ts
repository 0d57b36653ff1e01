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
    for (const key of pressed) {
      target.dispatchEvent(
        new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true }),
      );
    }
  }, keys);
}
