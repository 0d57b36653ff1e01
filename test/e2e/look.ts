import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Picture } from './story.ts';

/** Colours do not mind the size: axe looks at each size and each scheme once. */
const looks = [
  { width: 1366, colorScheme: 'light', isSearched: true },
  { width: 1024, colorScheme: 'light', isSearched: false },
  { width: 1366, colorScheme: 'dark', isSearched: false },
  { width: 1024, colorScheme: 'dark', isSearched: true },
] as const;

/** The findings of axe that keep a person from using a screen, by rule and place. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Keeps a picture in each size and scheme, and expects that the screen fits and nobody is kept out of it. */
export async function look(page: Page, picture: Picture, name: string): Promise<void> {
  for (const { width, colorScheme, isSearched } of looks) {
    await page.setViewportSize({ width, height: 768 });
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await picture(`${name}-${width}-${colorScheme}`);
    if (isSearched) {
      expect.soft(await seriousFindings(page), `${name} ${width} ${colorScheme}`).toEqual([]);
    }
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, `${name} scrolls sideways at ${width}`).toBe(0);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
