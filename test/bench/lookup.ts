import type { Page } from '@playwright/test';
import type { LookUpFigures } from './figures.ts';

/** Looks members up in the replica that the bench of the first fill left in `page`, in turns with bare reads. */
export async function measureLookUp(page: Page, lookUps: number): Promise<LookUpFigures> {
  return await page.evaluate((count) => window.benchLookUp(count), lookUps);
}
