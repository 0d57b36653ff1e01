import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';
import { operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';
import { simulatedReader } from './readers.ts';
import { Till } from './till.ts';
import type { World } from './world.ts';

const SALES = 3;

/** Opens the till, takes the ledger away, and sells. */
async function sellOffline(world: World, till: Till): Promise<void> {
  await till.signOn(operators.cashier);
  await world.stopLedger();
  await till.expectConnection('offline');
  for (let sale = 1; sale <= SALES; sale += 1) {
    await till.scanProduct(products[0]!);
    await till.approve();
    await till.newSale();
    await till.expectPending(sale);
  }
}

/** Brings the ledger back and waits until it has every sale, once. */
async function expectAllSettled(world: World, till: Till): Promise<void> {
  await world.startLedger();
  await expect(till.page.getByText('Who is at the till?')).toBeVisible({ timeout: 60_000 });
  await till.signOn(operators.cashier);
  await till.expectPending(0);
  expect(await world.audit()).toMatchObject({ ok: true, transactions: SALES });
}

/** What Chromium does when a store is corrupt or the disk was full: every database goes, under whoever has it open. */
async function deleteDatabases(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    for (const { name } of databases) {
      await new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name ?? '');
        request.onsuccess = resolve;
        request.onerror = resolve;
        request.onblocked = resolve;
      });
    }
    return databases.length;
  });
}

test(`a replica whose folder was deleted between two runs is rebuilt from the journal ${BROWSER_HOST_ONLY}`, async ({
  world,
}) => {
  const folder = join(world.folder, 'chromium');
  const start = () =>
    chromium.launchPersistentContext(folder, {
      executablePath: chromiumPath(),
      args: [...chromiumArguments],
      viewport: { width: 1366, height: 768 },
    });
  const first = await start();
  const before = new Till(await first.newPage(), simulatedReader());
  await before.open(await world.startHost());
  await sellOffline(world, before);
  await first.close();
  rmSync(join(folder, 'Default', 'IndexedDB'), { recursive: true });

  await world.stopHost();
  const second = await start();
  const after = new Till(await second.newPage(), simulatedReader());
  await after.show(await world.startHost());
  await expectAllSettled(world, after);
  await second.close();
});

test(`a till whose journal was deleted approves nothing, says why, keeps the sale, and is enrolled anew ${BROWSER_HOST_ONLY}`, async ({
  world,
  till,
  page,
  picture,
}) => {
  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await till.scanProduct(products[0]!);
  await till.approve();
  await till.expectPending(0);
  await world.stopHost();
  rmSync(join(world.profile, 'journal'), { recursive: true });

  await till.open(await world.startHost('notEnrolled'));
  await till.signOn(operators.cashier);
  await expect(till.page.getByTestId('connection-state')).toHaveText('Journal stopped');
  await till.scanProduct(products[1]!);
  await page.keyboard.press('F9');
  const dialog = page.getByRole('dialog', { name: 'Not approved' });
  await expect(dialog).toContainText('journal is missing: 00000001.journal');
  await expect(dialog).toContainText('Call support');
  await page.keyboard.press('Enter');
  await expect(till.basket.getByRole('listitem')).toHaveCount(1);
  expect(await world.audit()).toMatchObject({ ok: true, transactions: 1 });

  await expect(page.getByTestId('trouble')).toContainText('This till can approve nothing');
  await look(page, picture, 'stopped');
  await page.getByRole('button', { name: 'Enrol anew' }).click();
  const anew = page.getByRole('dialog', { name: 'Enrol this till anew' });
  await anew.getByRole('textbox', { name: 'One-time code' }).fill('WRONG-CODE');
  await anew.getByRole('button', { name: 'Enrol', exact: true }).click();
  await expect(anew.getByRole('alert')).toContainText('does not know this code');
  await anew.getByRole('textbox', { name: 'One-time code' }).fill(world.nextLaneCode);
  await anew.getByRole('button', { name: 'Enrol', exact: true }).click();
  await expect(page.getByText('Who is at the till?')).toBeVisible({ timeout: 60_000 });
  await till.signOn(operators.cashier);
  await expect(page.getByTestId('trouble')).toHaveCount(0);
  await till.scanProduct(products[1]!);
  await till.approve();
  await till.expectPending(0);
  expect(await world.audit()).toMatchObject({ ok: true, transactions: 2 });
});

test('a replica that is deleted under the open page is rebuilt from the journal', async ({
  world,
  till,
  page,
}) => {
  await till.open(await world.startHost());
  await sellOffline(world, till);
  expect(await deleteDatabases(page)).toBeGreaterThan(3);
  await expect(page.getByRole('alert')).toContainText('nothing approved is lost');
  await page.getByRole('button', { name: 'Start again' }).click();
  await expectAllSettled(world, till);
});
