import { expect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

test(
  'the main screens fit, and nobody is kept out of them',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    await till.open(await world.startHost());
    await look(page, picture, 'sign-on');
    await page.getByRole('button', { name: operators.manager.displayName }).click();
    await look(page, picture, 'pin');
    await page.keyboard.press('Escape');
    await till.signOn(operators.manager);
    await look(page, picture, 'empty');
    await till.scanCard(cardOf(1));
    await till.scanProduct(products[0]!);
    await till.scanProduct(products[1]!);
    await look(page, picture, 'sale');
    await page.keyboard.press('F2');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, picture, 'amount');
    await page.keyboard.press('Escape');
    await till.approve();
    await look(page, picture, 'receipt');
    await till.newSale();
    await page.getByRole('button', { name: 'Balances' }).click();
    await expect(page.getByTestId('balances-total')).toHaveAttribute('data-count', /^[1-9]/);
    await look(page, picture, 'balances');
  },
);
