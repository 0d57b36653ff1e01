import { expect } from '@playwright/test';
import { receiptCode } from '../../src/domain/receiptCode.ts';
import { cardOf, operators, products } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';
import { scanByKeyboard } from './scanByKeyboard.ts';

test(
  'what a sale earned goes with what is returned, in part and then whole, at the till and at the ledger, offline too',
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

    const find = async () => {
      await page.getByRole('button', { name: 'Return', exact: true }).click();
      await page.getByRole('textbox', { name: 'Sale number on the receipt' }).fill('1');
      await page.getByRole('button', { name: /^Sale 1/ }).click();
    };
    await find();
    await page.getByRole('textbox', { name: `Pieces of ${products[0]!.title}` }).fill('1');
    await page.getByRole('button', { name: 'Approve return' }).click();
    const receipt = page.getByTestId('return-receipt');
    const [, taken = ''] = /(\d+) points taken back/.exec(await receipt.innerText()) ?? [];
    const first = Number(taken);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(earned);
    await receipt.getByRole('button').click();
    await till.expectPending(0);
    const afterFirst = member.openingPoints + earned - first;
    await expect.poll(() => world.ledgerPoints(member.memberId)).toBe(afterFirst);
    await till.scanCard(member);
    await till.expectBalance({ confirmedPoints: afterFirst, provisionalPoints: 0 });
    await page.getByRole('button', { name: 'Abandon sale' }).click();

    await world.stopLedger();
    await till.expectConnection('offline');
    await page.keyboard.press('F7');
    await page.getByRole('textbox', { name: 'Sale number on the receipt' }).fill('1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'All of it' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('return-sums')).toContainText(String(earned - first));
    await look(page, picture, 'return');
    await page.getByRole('button', { name: 'Approve return' }).click();
    await expect(receipt).toContainText(`${earned - first} points taken back`);
    await receipt.getByRole('button').click();

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

test(
  'the code of a receipt finds its sale, and a sale of another till comes back by several lines',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.scanProduct(products[0]!);
    await till.approve();
    const code = (await page.getByTestId('receipt-code').getAttribute('data-text')) ?? '';
    await till.newSale();

    await scanByKeyboard(page, code);
    await expect(page.getByRole('heading', { name: 'Sale 1' })).toBeVisible();
    await scanByKeyboard(page, products[1]!.number);
    await expect(till.notice).toContainText('Nothing was added to a sale');
    await page.getByRole('button', { name: 'All of it' }).click();
    await page.getByRole('button', { name: 'Approve return' }).press('Enter');
    const receipt = page.getByTestId('return-receipt');
    await expect(receipt).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(till.basket.getByRole('listitem')).toHaveCount(0);

    await page.keyboard.press('F7');
    await expect(page.getByRole('textbox', { name: 'Sale number on the receipt' })).toBeFocused();
    await scanByKeyboard(page, code);
    await expect(page.getByText('has been returned already')).toBeVisible();

    const elsewhere = 'T0909:019abcde-0123-7456-89ab-cdef01234567';
    await scanByKeyboard(page, receiptCode(elsewhere));
    await expect(page.getByRole('textbox', { name: 'Number of the receipt' })).toHaveValue(
      elsewhere,
    );
    await page.getByRole('button', { name: 'Another line' }).click();
    const pieces = page.getByRole('textbox', { name: 'Pieces' });
    await expect(pieces).toHaveCount(2);
    await pieces.nth(1).fill('3');
    await page.getByRole('textbox', { name: /^Money back/ }).fill('12.50');
    await look(page, picture, 'elsewhere');
    await page.keyboard.press('Enter');
    await expect(receipt).toContainText('The ledger settles the points');
    await receipt.getByRole('button').click();
    await till.expectPending(0);
    expect(await world.audit()).toMatchObject({
      ok: true,
      openExceptions: { unknownOriginal: 1 },
    });
  },
);
