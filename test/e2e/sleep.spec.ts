import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import type { TransactionMember } from '../../src/domain/transaction.ts';
import { descendantsOf } from '../support/descendantsOf.ts';
import { cardOf, operators, products } from './demoGoods.ts';
import { BROWSER_HOST_ONLY } from './hostOption.ts';
import { test } from './fixture.ts';
import { onLinuxOnly } from './onLinuxOnly.ts';

const SLEEP_MS = 3000;
const EARNED_ELSEWHERE = 100;

test(
  'a host and a browser that sleep and wake go on where they were: nothing twice, balances fresh, no talk of clocks',
  { tag: BROWSER_HOST_ONLY },
  async ({ world, till, page }, testInfo) => {
    onLinuxOnly(testInfo, 'the browser’s processes are found in /proc');
    const { memberId, openingPoints, ...card } = cardOf(1);
    const lane = await world.nextLane();
    const member: TransactionMember = { kind: 'member', memberId, cardToken: 'a'.repeat(32) };
    const earnElsewhere = async () => {
      const { results } = await lane.push([lane.seal({ member, amountMinor: 1000 })]);
      expect(results).toMatchObject([{ outcome: 'posted' }]);
    };
    await till.open(await world.startHost());
    await till.signOn(operators.cashier);
    await till.expectConnection('online');
    await till.scanCard(card);
    await till.expectBalance({ confirmedPoints: openingPoints, provisionalPoints: 0 });

    // The host was started as the head of a process group; its device host sleeps with it.
    process.kill(-world.hostPid, 'SIGSTOP');
    await earnElsewhere();
    await expect(page.getByRole('alertdialog')).toContainText('host has stopped');
    process.kill(-world.hostPid, 'SIGCONT');
    await expect(page.getByRole('alertdialog')).toHaveCount(0, { timeout: 30_000 });
    const confirmedPoints = openingPoints + EARNED_ELSEWHERE;
    await till.expectBalance({ confirmedPoints, provisionalPoints: 0 });
    await till.scanProduct(products[0]!);
    const earned = await till.approve();
    await till.newSale();
    await till.expectPending(0);

    const browsers = descendantsOf(process.pid).filter(({ command }) => /chrom/.test(command));
    expect(browsers.length).toBeGreaterThan(1);
    browsers.forEach(({ pid }) => process.kill(pid, 'SIGSTOP'));
    await earnElsewhere();
    await sleep(SLEEP_MS);
    browsers.forEach(({ pid }) => process.kill(pid, 'SIGCONT'));
    await till.scanCard(card);
    await till.expectBalance({
      confirmedPoints: confirmedPoints + earned + EARNED_ELSEWHERE,
      provisionalPoints: 0,
    });
    await till.scanProduct(products[0]!);
    await till.approve();
    await till.expectPending(0);

    await page.getByTestId('connection-state').click();
    const status = page.getByRole('dialog');
    await expect(status).toContainText('Every sale of this terminal has been sent');
    await expect(status).not.toContainText(/clock/);
    expect(await world.audit()).toMatchObject({ ok: true, transactions: 4, breaksInChains: [] });
  },
);
