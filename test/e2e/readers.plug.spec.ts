import { expect, type Page } from '@playwright/test';
import { layoutA } from '../support/hidPosReports.ts';
import { operators, products } from './demoGoods.ts';
import type { ReaderShop } from './readerShop.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { test } from './shopFixture.ts';
import type { Till } from './till.ts';

const [bread, milk, tea, honey, soap, candle] = products.filter(
  ({ title }, index) => products.findIndex((other) => other.title === title) === index,
);

test(
  'several readers at once: each read comes once, those of one reader in their order',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, shop, till }) => {
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.readersReady(shop.readerCount + 1);
    await Promise.all([
      shop.line.write(`${bread!.number}\r${milk!.number}\r`),
      shop.stripe.write(`${tea!.number}\r${honey!.number}\r`),
      scanAtUsb(shop, soap!.number),
      shop.zebra.sendReport(layoutA({ aim: ']E0', data: candle!.number })),
    ]);
    const lines = till.basket.getByRole('listitem');
    await expect(lines).toHaveCount(6);
    const sold = await lines.allInnerTexts();
    const placeOf = (title: string): number => sold.findIndex((line) => line.includes(title));
    const places = [bread, milk, tea, honey, soap, candle].map((product) =>
      placeOf(product!.title),
    );
    expect([...places].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(placeOf(bread!.title)).toBeLessThan(placeOf(milk!.title));
    expect(placeOf(tea!.title)).toBeLessThan(placeOf(honey!.title));
  },
);

test(
  'a reader that is pulled out is said to be gone, the others read on, and plugged in again it reads',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, shop, till, page }) => {
    const all = shop.readerCount + 1;
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.readersReady(all);
    await sells(till, bread!.title, () => scanAtUsb(shop, bread!.number));

    await shop.honeywell.unplug();
    await expect(page.getByTestId('reader-state')).toHaveText('Check reader');
    await sells(till, milk!.title, () => shop.line.write(`${milk!.number}\r`));
    await shop.line.unplug();
    await expectGone(page, ['Honeywell Voyager 1450g', shop.line.path]);
    await sells(till, tea!.title, () => shop.stripe.write(`${tea!.number}\r`));

    await shop.honeywell.replug();
    await shop.line.replug();
    await till.readersReady(all);
    await sells(till, honey!.title, () => scanAtUsb(shop, honey!.number));
    await sells(till, soap!.title, () => shop.line.write(`${soap!.number}\r`));
  },
);

test(
  'kill -9 of the device host: the till says that its readers are gone, and they read again',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, shop, till, page }) => {
    const all = shop.readerCount + 1;
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.readersReady(all);
    await sells(till, bread!.title, () => scanAtUsb(shop, bread!.number));

    const shown = await readerStatesFromNowOn(page);
    world.killDeviceHost();
    await expect.poll(() => shown()).toContain('Reader gone');
    await till.readersReady(all);
    await sells(till, milk!.title, () => scanAtUsb(shop, milk!.number));
    await sells(till, tea!.title, () => shop.line.write(`${tea!.number}\r`));
    await till.approve();
    await till.expectPending(0);
  },
);

function scanAtUsb(shop: ReaderShop, number: string): Promise<void> {
  return shop.honeywell.sendReport(layoutA({ aim: ']E0', data: number }));
}

/** Scans a product and waits for its line, the only new one. */
async function sells(till: Till, title: string, scan: () => Promise<void>): Promise<void> {
  const lines = till.basket.getByRole('listitem');
  const before = await lines.count();
  await scan();
  await expect(lines).toHaveCount(before + 1);
  await expect(lines.last()).toContainText(title);
}

async function expectGone(page: Page, names: readonly string[]): Promise<void> {
  await page.getByTestId('reader-state').click();
  for (const name of names) {
    const reader = page.getByRole('dialog').getByRole('listitem').filter({ hasText: name });
    await expect(reader).toContainText('Unplugged');
  }
  await page.getByRole('button', { name: 'Close' }).click();
}

/** What the header says of the readers, each wording that it ever shows from now on. */
async function readerStatesFromNowOn(page: Page): Promise<() => Promise<string[]>> {
  const states = await page.evaluateHandle(() => {
    const seen: string[] = [];
    const look = (): void => {
      seen.push(document.querySelector('[data-testid="reader-state"]')?.textContent ?? '');
    };
    const everything = { subtree: true, childList: true, characterData: true };
    new MutationObserver(look).observe(document.body, everything);
    return seen;
  });
  return () => states.jsonValue();
}
