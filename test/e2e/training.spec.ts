import { expect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

test(
  'invariant 10: a till in training practises on every screen, over a restart, and leaves no trace',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const member = cardOf(1);
    const banner = page.getByRole('region', { name: 'Training', exact: true });
    const givePin = async (pin: string) => {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: /^PIN of/ }).fill(pin);
      await page.keyboard.press('Enter');
    };
    const practise = async () => {
      await till.scanCard(member);
      await till.scanProduct(products[0]!);
    };

    await till.open(await world.startHost());
    await till.signOn(operators.manager);
    await till.scanProduct(products[0]!);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Begin training/ }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'A sale is open' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Abandon sale' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Begin training/ }).click();
    await givePin(operators.manager.pin);

    await expect(banner).toBeVisible();
    await picture('sign-on');
    await till.signOn(operators.cashier);
    await practise();
    await page
      .getByRole('button', { name: /^Redeem\s*\d/ })
      .first()
      .click();
    await expect(page.getByTestId('redemption')).toContainText('nothing is held');
    expect(await till.approve()).toBeGreaterThan(0);
    await expect(page.getByTestId('receipt')).toContainText('TRAINING: nothing was sold');
    await expect(page.getByTestId('receipt-code')).toHaveCount(0);
    await look(page, picture, 'receipt');
    await till.newSale();
    await till.expectPending(0);

    await world.killHost();
    await till.open(await world.startHost());
    await expect(banner).toBeVisible();
    await till.signOn(operators.cashier);
    await till.scanCard(member);
    expect((await till.balance()).provisionalPoints).toBeLessThan(0);
    await page.getByRole('button', { name: 'Abandon sale' }).click();
    await page.getByRole('button', { name: 'Return', exact: true }).click();
    await page.getByRole('button', { name: /^Sale 1/ }).click();
    await page.getByRole('button', { name: 'All of it' }).click();
    await picture('return');
    await page.getByRole('button', { name: 'Approve return' }).click();
    await expect(page.getByTestId('return-receipt')).toContainText(
      'TRAINING: nothing was returned',
    );
    await page.getByTestId('return-receipt').getByRole('button').click();
    expect(await world.ledgerPoints(member.memberId)).toBe(member.openingPoints);

    await page.getByRole('button', { name: 'End training' }).click();
    await expect(banner).toBeVisible();
    await givePin(operators.manager.pin);
    await expect(page.getByText('Who is at the till?')).toBeVisible();
    await expect(banner).toHaveCount(0);
    await till.signOn(operators.cashier);
    await till.scanCard(member);
    await till.expectBalance({ confirmedPoints: member.openingPoints, provisionalPoints: 0 });
    await page.getByRole('button', { name: 'Abandon sale' }).click();
    await practise();
    const earned = await till.approve();
    await expect(page.getByTestId('receipt')).toContainText('Sale 1');
    await till.expectPending(0);
    await expect
      .poll(() => world.ledgerPoints(member.memberId))
      .toBe(member.openingPoints + earned);
    expect(await world.audit()).toMatchObject({ ok: true, openExceptions: {} });
  },
);
