import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { obstacles, openHostileWay, WAY_AUTHORITY, type Obstacle } from '../support/hostileWay.ts';
import { operators } from './demoGoods.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';
import { test } from './fixture.ts';

/** What the cashier reads, for the one who can help. */
const said: Readonly<Record<Obstacle, RegExp>> = {
  captivePortal: /not the ledger \(HTTP 200\); perhaps the network asks for a sign-in first/,
  smallBodies: /larger than something on the way to the ledger allows.*Have IT raise that limit/,
  tooMany: /overloaded or being worked on \(HTTP 429\)\. It is asked again by itself/,
  slowLoris: /did not answer within 1[05] s\. It is asked again by itself/,
  foreignCertificate: /not one that this computer trusts.*have IT look/,
  nobody: /Nothing listens at the ledger’s address\. Check the address/,
};

test(
  'whatever stands in the ledger’s place, the till sells on and says what is wrong, and all settles after',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const way = await openHostileWay(world.ledgerUrl);
    const environment = { NODE_EXTRA_CA_CERTS: fileURLToPath(WAY_AUTHORITY) };
    world.reachLedgerBy({ url: way.url, environment });
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.expectConnection('online');
    const pill = page.getByTestId('connection-state');
    let sales = 0;
    for (const obstacle of obstacles) {
      await way.put(obstacle);
      await enterAmount(page);
      await till.approve();
      sales += 1;
      await expect(pill).toHaveText(
        obstacle === 'smallBodies' ? 'Online: look here' : /^Offline since/,
        { timeout: 30_000 },
      );
      await pill.click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText(said[obstacle], { timeout: 30_000 });
      await expect(dialog).toContainText('1 sale waits to be sent');
      await picture(obstacle);
      await page.keyboard.press('Escape');
      await till.newSale();
      await way.put(null);
      await till.expectConnection('online');
      await till.expectPending(0);
    }
    expect(await world.audit()).toMatchObject({ ok: true, transactions: sales });

    await world.stopHost();
    world.reachLedgerBy({ url: 'https://no-such-ledger.invalid', environment });
    await till.open(await world.startHost());
    await till.expectConnection('offline');
    await pill.click();
    await expect(page.getByRole('dialog')).toContainText('name cannot be resolved. Check the');
    await way.close();
  },
);

test(
  'a till that the ledger revoked says so across the screen, sells on, and is enrolled anew there',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.expectConnection('online');
    await world.administer('revoke-terminal', 'T0101');
    const trouble = page.getByTestId('trouble');
    await expect(trouble).toContainText('The ledger has shut this till out', { timeout: 60_000 });
    await expect(trouble).toContainText('Sales go on');
    await enterAmount(page);
    await look(page, picture, 'revoked');
    await till.approve();
    await till.newSale();
    // What a revoked till pushes is taken into quarantine, and the till stays revoked.
    await till.expectPending(0);
    await expect(trouble).toBeVisible();

    await page.getByRole('button', { name: 'Enrol anew' }).click();
    const anew = page.getByRole('dialog', { name: 'Enrol this till anew' });
    await anew.getByRole('textbox', { name: 'One-time code' }).fill(world.nextLaneCode);
    await anew.getByRole('button', { name: 'Enrol', exact: true }).click();
    await expect(page.getByText('Who is at the till?')).toBeVisible({ timeout: 60_000 });
    await till.signOn(operators.cashier);
    await expect(trouble).toHaveCount(0);
    await till.expectConnection('online');
    expect(await world.audit()).toMatchObject({ ok: true });
  },
);

async function enterAmount(page: Page): Promise<void> {
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Amount in EUR' }).fill('12.50');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
