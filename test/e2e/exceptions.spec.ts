import { expect } from '@playwright/test';
import { cardOf, operators } from './demoGoods.ts';
import { test } from './fixture.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { look } from './look.ts';

const TOKEN = 'ab'.repeat(16);
test(
  'what the ledger found at another lane reaches the manager, who puts points right, once',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page, picture }) => {
    const member = cardOf(1);
    const lane = await world.nextLane();
    const ofMember = { kind: 'member', memberId: member.memberId, cardToken: TOKEN } as const;
    const wrong = lane.seal({ member: ofMember, accrualPoints: 150 });
    const noted = lane.seal({ member: { kind: 'unknownCard', cardToken: TOKEN } });
    const altered = lane.seal({});
    await lane.pushRaw([wrong, noted, { ...altered, body: { ...altered.body, totalMinor: 1 } }]);
    const before = await world.ledgerPoints(member.memberId);

    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await expect(page.getByTestId('exception-count')).toHaveCount(0);
    await page.getByRole('button', { name: /^Sign off/ }).click();
    await till.signOn(operators.manager);
    const count = page.getByTestId('exception-count');
    await expect(count).toHaveText('3');
    await page.getByRole('button', { name: 'To look at: 3' }).click();
    const list = page.getByRole('list', { name: 'Open exceptions' });
    await expect(list.getByRole('listitem')).toHaveCount(3);
    const difference = list.getByRole('button', { name: /^Points put right by the ledger/ });
    await expect(difference).toContainText('Receipt 1 at T0102');
    await expect(difference).toContainText(member.title);
    await difference.click();
    await page.getByText('Put points right', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Points' }).fill('50');
    const settle = page.getByRole('button', { name: 'Settle it' });
    await expect(settle).toBeDisabled();
    await page.getByRole('textbox', { name: 'Why' }).fill('Promised at the till');
    await look(page, picture, 'adjust');

    await world.stopLedger();
    await till.expectConnection('offline');
    await expect(page.getByText('nothing can be settled now')).toBeVisible();
    await expect(settle).toBeDisabled();
    await expect(list.getByRole('listitem')).toHaveCount(3);
    await look(page, picture, 'offline');
    await world.startLedger();
    await till.expectConnection('online');

    await settle.click();
    const sure = page.getByRole('dialog', { name: 'Are you sure?' });
    await expect(sure).toContainText(`Give 50 points to ${member.title}?`);
    await look(page, picture, 'sure');
    await sure.getByRole('button', { name: 'Give 50 points' }).click();
    await expect(page.getByText('Settled', { exact: true })).toBeVisible();
    expect(await world.ledgerPoints(member.memberId)).toBe(before + 50);

    const dismiss = async (name: RegExp, words: string) => {
      await list.getByRole('button', { name }).click();
      await page.getByText(words, { exact: true }).click();
      await page.getByRole('textbox', { name: 'Why' }).fill('Asked the cashier');
      await settle.click();
      await sure.getByRole('button', { name: 'Take it off' }).click();
    };
    await dismiss(/^Transaction was altered/, 'Never post it');
    await dismiss(/^Card not known/, 'Never post it');
    await expect(page.getByText('Nothing to settle')).toBeVisible();
    await expect(count).toHaveText('0');
    await look(page, picture, 'empty');
    await page.keyboard.press('Escape');
    await till.scanCard(member);
    await till.expectBalance({ confirmedPoints: before + 50, provisionalPoints: 0 });
    expect(await world.audit()).toMatchObject({ ok: true, openExceptions: {} });
  },
);
