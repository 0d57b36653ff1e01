import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { test as base } from './fixture.ts';
import { CHAIN_MEMBERS } from './demoGoods.ts';
import { linkCards } from './linkCards.ts';
import { readerKinds, shopCardFormats } from './readerKinds.ts';
import { openReaderShop, type ReaderShop } from './readerShop.ts';
import { World } from './world.ts';

interface ShopFixtures {
  /** Every kind of reader at the till. */
  readonly shop: ReaderShop;
  /** Where the browser keeps everything. */
  readonly browserFolder: string;
}

/**
 * The test with every kind of reader at the till, set up in its profile, their cards linked at the ledger, and a browser
 * whose data can be searched.
 */
export const test = base.extend<ShopFixtures, { readonly chainFolder: string }>({
  shop: async ({ browserName }, use) => {
    if (browserName !== 'chromium') {
      throw new Error('physical keys are pressed through the DevTools protocol of Chromium');
    }
    const folder = mkdtempSync(join(tmpdir(), 'reader-shop-'));
    const shop = await openReaderShop(folder);
    try {
      await use(shop);
    } finally {
      await shop.reader.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  chainFolder: [
    async ({ browserName }, use) => {
      const folder = mkdtempSync(join(tmpdir(), `reader-chain-${browserName}-`));
      try {
        const links = readerKinds().flatMap(({ member, link }) =>
          link === null ? [] : [{ memberId: member.memberId, credential: link }],
        );
        await linkCards(folder, CHAIN_MEMBERS, links);
        await use(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker' },
  ],
  world: async ({ shop, chainFolder }, use) => {
    const world = new World(shop.reader);
    try {
      cpSync(chainFolder, world.ledgerFolder, { recursive: true });
      await world.configure({
        colourScheme: 'auto',
        serialReaders: [...shop.serialReaders],
        wedge: { prefix: '', suffix: '' },
        cardFormats: [...shopCardFormats],
      });
      await world.startLedger();
      await use(world);
    } finally {
      await world.close();
    }
  },
  browserFolder: async ({ world }, use) => {
    await use(join(world.folder, 'browser'));
  },
  context: async ({ browserFolder, launchOptions, viewport }, use) => {
    const context = await chromium.launchPersistentContext(browserFolder, {
      ...launchOptions,
      viewport,
    });
    try {
      await use(context);
    } finally {
      await context.close();
    }
  },
});
