import { expect, type Locator, type Page } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { paymentTracks, publishedPaymentNumber } from './paymentCards.ts';
import { PhysicalKeyboard } from './physicalKeys.ts';
import { SetupScreen } from './setupScreen.ts';

/** A quick person's: two or three keys run together, never four. */
const FAST_TYPIST_MS = [120, 28, 30, 95, 30, 140, 60];

const member = cardOf(1);
const { track1, track2 } = paymentTracks(publishedPaymentNumber(0));

test('a scan never ends in a text field, and what a quick person typed into it stays', async ({
  world,
  till,
  page,
}) => {
  const keyboard = new PhysicalKeyboard(page);
  /** Types into the focused field by hand, then scans three cards; only what was typed is there. */
  const keepsOnlyTyping = async (field: Locator, typed: string): Promise<void> => {
    await expect(field).toBeFocused();
    await keyboard.type(typed, FAST_TYPIST_MS);
    await expect(field).toHaveValue(typed);
    for (const scan of [`${track1}${track2}`, publishedPaymentNumber(1), member.number]) {
      await keyboard.scan(scan);
      await expect(field).toHaveValue(typed);
    }
  };
  const field = (name: string | RegExp): Locator => page.getByRole('textbox', { name });

  await till.open(await world.startHost());
  await page.getByRole('button', { name: operators.manager.displayName }).click();
  await keepsOnlyTyping(field('PIN'), '90');
  await keyboard.type('01', FAST_TYPIST_MS);
  await page.keyboard.press('Enter');
  await expect(till.notice).toBeVisible();

  await page.keyboard.press('F1');
  await keepsOnlyTyping(page.getByRole('combobox', { name: 'Product name or number' }), 'rye bre');
  await expect(till.member.getByRole('heading', { name: member.title })).toBeVisible();
  await page.keyboard.press('Escape');
  await keyboard.scan(products[0]!.number);
  await expect(till.basket.getByRole('listitem')).toHaveCount(1);

  await page.keyboard.press('F2');
  await keepsOnlyTyping(field(/^Amount in/), '12.50');
  await closeDialog(page);
  await page.keyboard.press('F3');
  await keepsOnlyTyping(field('Number printed on the card'), '2912345');
  await closeDialog(page);
  await page.keyboard.press('F4');
  const points = field('Points to redeem');
  await points.fill('');
  await keepsOnlyTyping(points, '200');
  await closeDialog(page);

  await page.getByRole('button', { name: 'Balances' }).click();
  await keepsOnlyTyping(page.getByLabel('Search members'), 'Anna');
  await page.getByRole('button', { name: 'Back to the till' }).click();

  const setup = new SetupScreen(page);
  await setup.open();
  await page.getByText('Card formats', { exact: true }).click();
  const format = field('Which cards are loyalty cards');
  await format.focus();
  await keepsOnlyTyping(format, 'EAN-13 starting with 27');
  const tried = field(/present a card, or type its number/);
  await tried.focus();
  await keepsOnlyTyping(tried, '271234');
  await page.getByText('Readers', { exact: true }).click();
  await page.getByRole('button', { name: /^Serial reader/ }).click();
  const port = field(/name of a port/);
  await port.focus();
  await keepsOnlyTyping(port, '/dev/ttyS0');
  await expect(page.locator('body')).not.toContainText(publishedPaymentNumber(1));
});

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
