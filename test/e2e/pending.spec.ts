import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

test(
  'points that vest later are shown with their day, and a membership that is closed is taken no more',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const { memberId, title } = cardOf(1);
    const file = join(world.folder, 'vesting.json');
    const lots = { vestingDays: 14, expiryDays: 400, restoredLotGraceDays: 30 };
    await writeFile(file, JSON.stringify({ ...demoProgramme, version: 2, lots }));
    await world.administer('programme', file);
    const before = await world.ledgerPoints(memberId);
    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await till.scanCard(cardOf(1));
    await till.scanProduct(products[0]!);
    await till.approve();
    await till.newSale();
    await till.scanCard(cardOf(1));
    const pending = page.getByTestId('balance-pending');
    await expect(pending).toHaveText(/^\d+ points more from \d+ \w+( \d{4})?$/);
    await till.expectBalance({ confirmedPoints: before, provisionalPoints: 0 });
    await look(page, picture, 'pending');

    const points = Number(/^\d+/.exec(await pending.innerText())?.[0]);
    const forfeit = String(before + points);
    await world.administer(
      'close-member',
      memberId,
      '--note',
      'asked to leave',
      '--forfeit',
      forfeit,
    );
    await expect(till.member).toContainText('has been closed', { timeout: 60_000 });
    await picture('closed');
    await page.getByRole('button', { name: 'Take the card off this sale' }).click();
    await till.reader.scan(page, cardOf(1));
    await expect(till.notice).toContainText(`${title} has been closed`);
    expect(await world.audit()).toMatchObject({ ok: true });
  },
);
