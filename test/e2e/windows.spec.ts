import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { SetupScreen } from './setupScreen.ts';
import { Till } from './till.ts';

/** A viewport of 1024 × 768 zoomed in to 200 %, in CSS pixels (WCAG 2.2, 1.4.4). */
const ZOOMED = { width: 512, height: 384 };

test(
  'of two windows one is the till, and the other can take it over',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, context }) => {
    await till.open(await world.startHost());
    const second = await context.newPage();
    await second.goto(new URL('/', page.url()).href);
    await expect(second.getByRole('heading', { name: /open in another window/ })).toBeVisible();
    await second.getByRole('button', { name: 'Use it here' }).click();
    await expect(page.getByRole('heading', { name: /open in another window/ })).toBeVisible();

    const moved = new Till(second, till.reader);
    await expect(second.getByText('Who is at the till?')).toBeVisible();
    await moved.signOn(operators.cashier);
    await moved.scanCard(cardOf(1));
    await moved.scanProduct(products[0]!);
    await moved.approve();
    await second.close();
    await expect(page.getByText('Who is at the till?')).toBeVisible();
  },
);

test('whoever types at once after F3 loses no digit of the member number', async ({
  world,
  till,
  page,
}) => {
  const { number, title } = cardOf(1);
  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await page.keyboard.press('F1');
  await page.keyboard.press('F3');
  // The first digit comes at once; the pauses after it tell a person from a scanner.
  for (const digit of number) {
    await page.keyboard.press(digit);
    await page.waitForTimeout(90);
  }
  await page.keyboard.press('Enter');
  await expect(till.member.getByRole('heading', { name: title })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Product name or number' })).toHaveValue('');
});

test('a reload in the set-up of readers leaves no deaf till, and the last receipt can be shown again', async ({
  world,
  till,
  page,
}) => {
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) {
      warnings.push(message.text());
    }
  });
  const setup = new SetupScreen(page);
  await till.open(await world.startHost());
  await till.signOn(operators.manager);
  await setup.open();
  await page.reload();
  await till.signOn(operators.manager);
  await till.scanCard(cardOf(1));
  await till.scanProduct(products[0]!);
  const earned = await till.approve();
  await till.newSale();

  await page.reload();
  await till.signOn(operators.cashier);
  await page.getByRole('button', { name: /^Last receipt: sale 1/ }).click();
  const receipt = page.getByTestId('receipt');
  await expect(receipt).toContainText('shown again');
  await expect(receipt).not.toContainText('Approved');
  await expect(receipt).toContainText(products[0]!.title);
  await expect(page.getByTestId('receipt-earned')).toHaveText(`+${earned}`);
  expect(warnings).toEqual([]);
});

test('a till that nobody touches says so, signs off, and keeps the sale', async ({
  world,
  till,
  page,
}) => {
  await page.clock.install();
  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await till.scanProduct(products[0]!);
  await page.clock.fastForward('14:40');
  await expect(page.getByTestId('idle-countdown')).toContainText(/Signs off in \d+ s/);
  await page.keyboard.press('Shift');
  await expect(page.getByTestId('idle-countdown')).toHaveCount(0);
  await page.clock.fastForward('15:05');
  await expect(page.getByTestId('waiting-sale')).toContainText('A sale of 1 line waits');
  await till.signOn(operators.manager);
  await expect(till.basket.getByRole('listitem')).toContainText(products[0]!.title);
});

test('zoomed in to 200 %, a sale is made with nothing cut off', async ({ world, till, page }) => {
  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await till.scanCard(cardOf(1));
  await till.scanProduct(products[0]!);
  await till.scanProduct(products[1]!);
  await page.setViewportSize(ZOOMED);
  const approve = page.getByRole('button', { name: /^Approve/ });
  await expect(approve).toBeInViewport({ ratio: 1 });
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBe(0);
  for (const name of [/^One .* more$/, /^Redeem another/, /^Abandon sale$/, /^Sign off/]) {
    const button = page.getByRole('button', { name }).first();
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await approve.click();
  await expect(page.getByRole('button', { name: /^New sale/ })).toBeInViewport({ ratio: 1 });
});
