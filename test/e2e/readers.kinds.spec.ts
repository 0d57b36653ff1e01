import { expect, type Page } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { ledgerContents } from './ledgerContents.ts';
import { pageStorage } from './pageStorage.ts';
import { readerKinds, type ReaderKind } from './readerKinds.ts';
import type { ReaderShop } from './readerShop.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { test } from './shopFixture.ts';
import type { Till } from './till.ts';
import { leaving, leavingsOf, tracesOf, type Leaving } from './traceSearch.ts';

/** A product that the chain does not sell; the till says its number, so that the search of the screens finds one. */
const UNKNOWN_PRODUCT = '4006381333931';
/** A number that is planted where the search must find it. */
const PLANTED = '7391846205173';

test(
  'invariant 8: each kind of reader identifies a member and refuses a payment card, and the number is in no file of the run',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, shop, till, page, context, browserFolder }) => {
    const kinds = readerKinds();
    const screens: string[] = [];
    const keepScreen = async (): Promise<void> => {
      screens.push(await page.locator('body').ariaSnapshot(), await page.content());
    };
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.readersReady(shop.readerCount + 1);

    for (const kind of kinds) {
      await test.step(kind.name, async () => {
        await untilSeen(kind, async () => {
          await kind.presentMember({ shop, page });
          const name = till.member.getByRole('heading', { name: kind.member.title });
          await expect(name).toBeVisible({ timeout: waitOf(kind) });
        });
        await untilSeen(kind, () => refusesPayment(kind, shop, till));
        await keepScreen();
        if (kind.payment === null) {
          await page.getByRole('button', { name: 'Without card' }).click();
        }
      });
    }

    await shop.line.write(`${UNKNOWN_PRODUCT}\r`);
    await expect(page.getByRole('dialog')).toContainText(UNKNOWN_PRODUCT);
    await keepScreen();
    await page.keyboard.press('Escape');
    await shop.line.write(`${products[0]!.number}\r`);
    await expect(till.basket.getByRole('listitem')).toHaveCount(1);
    await till.approve();
    await till.expectPending(0);
    await plant(page);

    const shown = leaving('the screens', screens.join('\n'));
    const stored = leaving('the page’s storage', await pageStorage(page));
    await context.close();
    await world.stopHost();
    await world.stopLedger();
    const written = leaving('what the programs wrote', world.everyOutput());
    const rows = leaving('the ledger’s rows', await ledgerContents(world.ledgerFolder));
    const profile = leavingsOf(world.profile);
    const browser = leavingsOf(browserFolder);
    const ledger = leavingsOf(world.ledgerFolder);

    const places: readonly (readonly [string, readonly Leaving[]])[] = [
      [UNKNOWN_PRODUCT, [shown]],
      [PLANTED, [stored]],
      [PLANTED, browser],
      [products[0]!.number, [rows]],
      [products[0]!.number, ledger],
      [cardOf(0).number, profile],
    ];
    for (const [number, leavings] of places) {
      expect(tracesOf(number, leavings), 'the search finds what is there').not.toEqual([]);
    }
    expect(world.everyOutput()).toContain('"terminal":"ready"');

    const everything = [shown, stored, written, rows, ...profile, ...browser, ...ledger];
    for (const { name, payment } of kinds) {
      if (payment !== null) {
        expect.soft(tracesOf(payment, everything), `a payment card at: ${name}`).toEqual([]);
      }
    }
  },
);

/** Presents until the screen shows it; only what the emulation may have garbled is presented more than once. */
async function untilSeen(kind: ReaderKind, present: () => Promise<void>): Promise<void> {
  await (kind.mayBeJoined ? expect(present).toPass() : present());
}

function waitOf(kind: ReaderKind): number {
  return kind.mayBeJoined ? 3_000 : 20_000;
}

/** Presents the payment card, and waits for the refusal, or for an unknown card where the medium has no number. */
async function refusesPayment(kind: ReaderKind, shop: ReaderShop, till: Till): Promise<void> {
  const { page } = till;
  const timeout = waitOf(kind);
  const before = await till.notice.getAttribute('data-number');
  await kind.presentPayment({ shop, page });
  if (kind.payment === null) {
    const question = page.getByRole('dialog', { name: 'This card is not known' });
    await expect(question).toBeVisible({ timeout });
    return;
  }
  await expect(till.notice).not.toHaveAttribute('data-number', before ?? '', { timeout });
  await expect(till.notice).toContainText('That is a payment card', { timeout });
  await expect(page.locator('body')).not.toContainText(kind.payment);
}

/** Has the browser store a number as the terminal would, among much that compresses well. */
async function plant(page: Page): Promise<void> {
  await page.evaluate(async (number) => {
    const opened = indexedDB.open('planted');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      opened.onupgradeneeded = () => void opened.result.createObjectStore('planted');
      opened.onsuccess = () => resolve(opened.result);
      opened.onerror = () => reject(opened.error ?? new Error('not opened'));
    });
    const writing = database.transaction('planted', 'readwrite', { durability: 'strict' });
    writing.objectStore('planted').put({ number }, 'planted');
    await new Promise<void>((resolve) => {
      writing.oncomplete = () => resolve();
    });
    database.close();
  }, PLANTED);
}
