import { expect } from '@playwright/test';
import { operators, products } from './demoGoods.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';
import { onLinuxOnly } from './onLinuxOnly.ts';
import { smallDisk } from './smallDisk.ts';
import { test } from './fixture.ts';

const MEGABYTE = 1 << 20;
/** The host looks at its disk every 10 s, and the page asks for it again and again. */
const NOTICED = { timeout: 40_000 };

test(
  'a disk that fills up: warned, sold on in the reserve, stopped in time, and on by itself, all said on the screen',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }, testInfo) => {
    onLinuxOnly(testInfo, 'one process alone gets a small disk by mount namespaces');
    const disk = smallDisk(world.profile, 300 * MEGABYTE);
    world.runHostBehind(disk.prefix);
    const sell = async () => {
      await till.scanProduct(products[0]!);
      await till.approve();
      await till.newSale();
    };
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    const pill = page.getByTestId('connection-state');
    const trouble = page.getByTestId('trouble');
    await expect(pill).toHaveText('Disk space is short', NOTICED);
    await expect(trouble).toHaveCount(0);
    await sell();

    disk.leave(world.hostPid, 4 * MEGABYTE);
    await expect(trouble).toContainText('The disk is nearly full', NOTICED);
    await expect(pill).toHaveText('Disk nearly full');
    await picture('nearlyFull');
    await sell();

    disk.leave(world.hostPid, 4 * MEGABYTE);
    await expect(trouble).toContainText('nothing can be approved', NOTICED);
    await till.scanProduct(products[0]!);
    await page.keyboard.press('F9');
    const refused = page.getByRole('dialog', { name: 'Not approved' });
    await expect(refused).toContainText('disk');
    await page.keyboard.press('Enter');
    await expect(till.basket.getByRole('listitem')).toHaveCount(1);
    await look(page, picture, 'full');

    disk.leave(world.hostPid, 650 * MEGABYTE);
    await expect(trouble).toHaveCount(0, NOTICED);
    await till.approve();
    await till.expectPending(0);
    await expect(pill).toHaveText('Online', NOTICED);
    expect(await world.audit()).toMatchObject({ ok: true, transactions: 3 });
  },
);
