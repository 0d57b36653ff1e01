import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { gs1CheckDigit } from '../../src/domain/identity/gs1CheckDigit.ts';
import { runAdmin } from '../../src/ledger/admin/runAdmin.ts';
import { operators } from './demoGoods.ts';
import { test } from './fixture.ts';
import { scanByKeyboard } from './scanByKeyboard.ts';
import { SetupScreen } from './setupScreen.ts';
import type { World } from './world.ts';

const ean = (body: string): string => `${body}${gs1CheckDigit(body)}`;

const product = { categoryId: 'fresh', categoryName: 'Fresh' };
/** As the catalogue has goods of the counter: by their number with zeros for the measure. */
const counter = [
  {
    ...product,
    productId: 'C1',
    gtin: `0${ean('215432100000')}`,
    name: 'Mountain cheese',
    priceMinor: 1990,
  },
  { ...product, productId: 'C2', gtin: `0${ean('231234500000')}`, name: 'Salad', priceMinor: 0 },
];

test('labels of scales are sold by the rules that a manager writes, and by no other', async ({
  world,
  till,
  page,
  picture,
}) => {
  await stock(world);
  const setup = new SetupScreen(page);
  const cheese = ean('215432100432');
  await till.open(await world.startHost());
  await till.signOn(operators.manager);
  await setup.open();
  await page.getByText('Scale labels', { exact: true }).click();
  const rule = page.getByRole('textbox', { name: 'What the barcode holds' });
  const add = page.getByRole('button', { name: 'Add this rule' });
  await rule.fill('price starting with 29, 5 item digits, 2 decimals');
  await expect(page.getByText('are taken for cards by')).toBeVisible();
  await expect(add).toHaveCount(0);
  for (const text of [
    'weight starting with 21, 5 item digits, 3 decimals',
    'price starting with 23, 5 item digits, 2 decimals',
  ]) {
    await rule.fill(text);
    await add.click();
    await expect(page.getByRole('list', { name: 'Rules for scale labels' })).toContainText(text);
  }
  await scanByKeyboard(page, cheese);
  await expect(setup.reads.first()).toContainText('by weight, 0.432 kg');
  await picture('rules');
  await setup.close();

  await scanByKeyboard(page, cheese);
  await expect(till.basket.getByRole('listitem').first()).toContainText(
    'Mountain cheese, 0.432 kg',
  );
  await expect(till.basket.getByRole('listitem').first()).toContainText('8.60');
  await scanByKeyboard(page, ean('231234500250'));
  await expect(till.basket.getByRole('listitem').nth(1)).toContainText('Salad');
  await expect(till.basket.getByRole('listitem').nth(1)).toContainText('2.50');
  await scanByKeyboard(page, ean('231234500000'));
  await expect(till.notice).toContainText('carries no price');
  await expect(till.basket.getByRole('listitem')).toHaveCount(2);
  await picture('sold');
});

/** Brings the counter's goods into the catalogue as the back office does. */
async function stock(world: World): Promise<void> {
  const file = join(world.folder, 'counter.json');
  await writeFile(file, JSON.stringify(counter));
  await world.stopLedger();
  const outcome = await runAdmin(['products', file, '--data', world.ledgerFolder], {
    clock: { nowMs: () => Date.now() },
    readSecret: () => Promise.resolve(''),
  });
  expect(outcome).toMatchObject({ exitCode: 0 });
  await world.startLedger();
}
