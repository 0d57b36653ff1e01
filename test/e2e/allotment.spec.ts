import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

/** A member at home in the store of the terminal, with so many points that the ledger leases the most that it may. */
const MEMBER_INDEX = 6;

test(
  'offline, only points leased to this terminal are redeemed, no more of them, and nothing is overspent',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const member = cardOf(MEMBER_INDEX);
    const file = join(world.folder, 'programme.json');
    const programme = { ...demoProgramme, version: 2, redemptionMode: 'allotment' };
    await writeFile(file, JSON.stringify(programme));
    await world.administer('programme', file);

    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await till.expectConnection('online');
    await page.getByRole('button', { name: 'Balances' }).click();
    const exposure = page.getByTestId('terminal-leases');
    await expect(exposure).toContainText(/in \d+ leases/);
    await expect(page.getByTestId('exposure')).toContainText(/at most\s*0 points/);
    await look(page, picture, 'leases');
    await page.keyboard.press('Escape');

    await world.stopLedger();
    await till.expectConnection('offline');
    await till.scanCard(member);
    await till.scanProduct(products[10]!);
    await till.redeem(600, 'Authorised offline');
    await expect(page.getByTestId('redemption')).toContainText('from this terminal’s allotment');
    await picture('within');
    const earned = await till.approve();
    await till.newSale();

    await till.scanCard(member);
    await till.scanProduct(products[10]!);
    await page.keyboard.press('F4');
    await page.getByRole('textbox', { name: 'Points to redeem' }).fill('600');
    await page.keyboard.press('Enter');
    const refusal = page.getByText('Offline, 400 points are set apart for this member here.');
    await expect(refusal).toBeVisible();
    await look(page, picture, 'beyond');
    await till.redeem(400, 'Authorised offline');
    const more = await till.approve();
    await till.newSale();

    await world.startLedger();
    await till.expectConnection('online');
    await till.expectPending(0);
    const expected = member.openingPoints + earned + more - 1000;
    await till.scanCard(member);
    await till.expectBalance({ confirmedPoints: expected, provisionalPoints: 0 });
    expect(await world.audit()).toMatchObject({ ok: true, sum: 0, openExceptions: {} });
  },
);
