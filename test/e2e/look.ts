import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Picture } from './story.ts';

const looks = [
  [1366, 'light'],
  [1366, 'dark'],
  [1024, 'light'],
  [1024, 'dark'],
] as const;

/** Keeps a picture in each size and scheme, and expects that the screen fits and nobody is kept out of it. */
export async function look(page: Page, picture: Picture, name: string): Promise<void> {
  for (const [width, colorScheme] of looks) {
    await page.setViewportSize({ width, height: 768 });
    await page.emulateMedia({ colorScheme });
    await picture(`${name}-${width}-${colorScheme}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ''));
    expect.soft(serious.map(({ id }) => `${name} ${width} ${colorScheme}: ${id}`)).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, `${name} scrolls sideways at ${width}`).toBe(0);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
