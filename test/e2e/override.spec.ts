import { expect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

test(
  'what offline limits refuse a manager allows for one sale, by the PIN and with a reason, and the ledger flags it',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const member = cardOf(3);
    const blocked = cardOf(5);
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await world.stopLedger();
    await till.expectConnection('offline');

    await page.keyboard.press('F3');
    await page.getByRole('textbox', { name: 'Number printed on the card' }).fill(blocked.number);
    await page.keyboard.press('Enter');
    await till.scanProduct(products[10]!);
    await expect(page.getByText('Not possible: the membership is blocked.')).toBeVisible();
    expect(await till.approve()).toBeGreaterThan(0);
    await till.newSale();

    await till.scanCard(member);
    await till.scanProduct(products[10]!);
    const ask = async (points: number) => {
      await page.keyboard.press('F4');
      const wished = page.getByRole('textbox', { name: 'Points to redeem' });
      await expect(wished).toBeFocused();
      await page.keyboard.type(String(points), { delay: 60 });
      await expect(wished).toHaveValue(String(points));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };
    await ask(900);
    await expect(page.getByText('Offline, at most 500 points')).toBeVisible();
    await look(page, picture, 'refused');
    await page.keyboard.press('F6');
    const dialog = page.getByRole('dialog', { name: 'Manager override' });
    await expect(dialog.getByTestId('override-risk')).toContainText('900 points');
    const pin = dialog.getByRole('textbox', { name: `PIN of ${operators.manager.displayName}` });
    await expect(pin).toBeFocused();
    await dialog.getByText('I know the member').click();
    await pin.fill('0000');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('wrong');
    await look(page, picture, 'dialog');
    await pin.fill(operators.manager.pin);
    await dialog.getByRole('button', { name: 'Allow 900 points' }).click();
    await expect(dialog).toHaveCount(0);
    const allowed = `allowed by ${operators.manager.displayName}`;
    await expect(page.getByTestId('redemption')).toContainText(allowed);
    const earned = await till.approve();
    await expect(page.getByTestId('receipt-override')).toContainText(allowed);
    await till.newSale();

    await till.scanCard(member);
    await till.scanProduct(products[10]!);
    await ask(200);
    await expect(page.getByText('The offline limit for this member is used up.')).toBeVisible();
    // One press of Escape closes one dialog, the topmost.
    const dialogs = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Demonstration' }).click();
    await page
      .getByRole('button', { name: `Present ${cardOf(0).title}` })
      .first()
      .click();
    await expect(dialogs).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(page.getByText(`Change to ${cardOf(0).title}?`)).toHaveCount(0);
    await expect(page.getByRole('dialog', { name: 'Demonstration' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialogs).toHaveCount(0);
    await page.getByRole('button', { name: 'Abandon sale' }).click();

    await page.getByRole('button', { name: /^Sign off/ }).click();
    await till.signOn(operators.manager);
    await page.getByRole('button', { name: 'Balances' }).click();
    const exposure = page.getByTestId('terminal-exposure');
    await expect(exposure).toContainText('900 points');
    await expect(exposure).toContainText(
      `${member.title} 900; 900 of them by a manager’s override`,
    );
    await look(page, picture, 'exposure');
    await world.startLedger();
    await till.expectConnection('online');
    await expect(exposure).toHaveText(/settled\s*0 points$/);
    await page.keyboard.press('Escape');
    const expected = member.openingPoints + earned - 900;
    await expect.poll(() => world.ledgerPoints(member.memberId)).toBe(expected);

    await expect(page.getByTestId('exception-count')).toHaveText('2');
    await page.getByRole('button', { name: 'To look at: 2' }).click();
    await page.getByRole('button', { name: /^Redeemed by a manager’s override/ }).click();
    await expect(page.getByTestId('override-by')).toContainText(operators.manager.displayName);
    await expect(page.getByTestId('override-why')).toHaveText('I know the member');
    await expect(page.getByTestId('own-override')).toContainText('another manager must settle it');
    await expect(page.getByRole('button', { name: 'Settle it' })).toHaveCount(0);
    await look(page, picture, 'exception');
    expect(await world.audit()).toMatchObject({
      ok: true,
      openExceptions: { managerOverride: 1, memberBlocked: 1 },
    });
  },
);
