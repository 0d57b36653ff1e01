import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';

test(
  'what a returned sale earned is gone at the till and at the ledger, also when it is returned offline',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const member = cardOf(1);
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.scanCard(member);
    await till.scanProduct(products[0]!);
    await till.scanProduct(products[1]!);
    const earned = await till.approve();
    expect(earned).toBeGreaterThan(0);
    await till.newSale();
    await till.expectPending(0);
    await expect
      .poll(() => world.ledgerPoints(member.memberId))
      .toBe(member.openingPoints + earned);

    await world.stopLedger();
    await till.expectConnection('offline');
    await page.getByRole('button', { name: 'Return', exact: true }).click();
    await page.getByRole('textbox', { name: 'Sale number on the receipt' }).fill('1');
    await page.getByRole('button', { name: /^Sale 1/ }).click();
    await page.getByRole('button', { name: 'All of it' }).click();
    await expect(page.getByTestId('return-sums')).toContainText(String(earned));
    await picture('return');
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ''));
    expect(serious.map(({ id }) => id)).toEqual([]);
    await page.getByRole('button', { name: 'Approve return' }).click();
    await expect(page.getByTestId('return-receipt')).toContainText(`${earned} points taken back`);
    await page.getByTestId('return-receipt').getByRole('button').click();

    await till.scanCard(member);
    await expect
      .poll(async () => {
        const { confirmedPoints, provisionalPoints } = await till.balance();
        return confirmedPoints + provisionalPoints;
      })
      .toBe(member.openingPoints);
    await world.startLedger();
    await till.expectConnection('online');
    await till.expectPending(0);
    await expect.poll(() => world.ledgerPoints(member.memberId)).toBe(member.openingPoints);
    await till.expectBalance({ confirmedPoints: member.openingPoints, provisionalPoints: 0 });
    expect(await world.audit()).toMatchObject({ ok: true, openExceptions: {} });
  },
);
