import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';

/** The findings of axe that keep a person from using a screen, by rule and place. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

for (const [width, height] of [
  [1366, 768],
  [1024, 768],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`at ${width} × ${height}, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme });

      test(
        'the main screens fit, and nobody is kept out of them',
        { tag: BROWSER_HOST_ONLY },
        async ({ world, till, page, picture }) => {
          const look = async (name: string) => {
            await picture(`${name}-${width}-${colorScheme}`);
            expect.soft(await seriousFindings(page), name).toEqual([]);
            const sideways = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect.soft(sideways, `${name} scrolls sideways`).toBe(0);
          };
          await till.open(await world.startHost());
          await look('sign-on');
          await page.getByRole('button', { name: operators.manager.displayName }).click();
          await look('pin');
          await page.keyboard.press('Escape');
          await till.signOn(operators.manager);
          await look('empty');
          await till.scanCard(cardOf(1));
          await till.scanProduct(products[0]!);
          await till.scanProduct(products[1]!);
          await look('sale');
          await page.keyboard.press('F2');
          await expect(page.getByRole('dialog')).toBeVisible();
          await look('amount');
          await page.keyboard.press('Escape');
          await till.approve();
          await look('receipt');
          await till.newSale();
          await page.getByRole('button', { name: 'Balances' }).click();
          await expect(page.getByTestId('balances-total')).toHaveAttribute('data-count', /^[1-9]/);
          await look('balances');
        },
      );
    });
  }
}
