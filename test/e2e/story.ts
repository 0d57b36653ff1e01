import { expect as patientExpect } from '@playwright/test';
import { cardOf, operators, products } from './demoGoods.ts';
import type { Till } from './till.ts';
import type { World } from './world.ts';

const expect = patientExpect.configure({ timeout: 20_000 });

/** Hears what happens, step by step. */
export type Tell = (step: string) => void;

/** Keeps a picture of the screen under a name. */
export type Picture = (name: string) => Promise<void>;

const REDEEMED_POINTS = 200;

/**
 * The story of the terminal: earn, redeem online, lose the ledger, sell and redeem on, lose the power right after an
 * approval, come back, find the ledger again, and agree with it to the point. Throws where anything is otherwise.
 */
export async function playStory(
  world: World,
  till: Till,
  tell: Tell,
  picture: Picture,
): Promise<void> {
  const member = cardOf(1);
  let expected = member.openingPoints;
  let sales = 0;
  const [first, second, third] = products.filter(({ priceMinor }) => priceMinor >= 200);
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('the demonstration has too few products for the story');
  }

  const sell = async (goods: readonly (typeof first)[], redeem: 'online' | 'offline' | 'no') => {
    for (const product of goods) {
      await till.scanProduct(product);
    }
    if (redeem !== 'no') {
      const words = redeem === 'online' ? 'Held at the ledger' : 'Authorised offline';
      await till.redeem(REDEEMED_POINTS, words);
      expected -= REDEEMED_POINTS;
      await picture(`redeemed-${redeem}`);
    }
    const earned = await till.approve();
    expected += earned;
    sales += 1;
    const redeemed = redeem === 'no' ? '' : `, redeemed ${REDEEMED_POINTS}`;
    tell(`sale ${sales} approved: ${member.title} earned ${earned} points${redeemed}`);
  };

  await till.open(await world.startHost());
  await picture('sign-on');
  await till.signOn(operators.cashier);
  await till.readerReady();
  await till.expectConnection('online');
  tell(`${operators.cashier.displayName} signed on; cards are read by ${till.reader.description}`);

  await till.scanCard(member);
  await till.expectBalance({ confirmedPoints: expected, provisionalPoints: 0 });
  expect(await world.ledgerPoints(member.memberId)).toBe(expected);
  tell(`${member.title} has ${expected} points at the terminal and at the ledger`);
  await picture('member');

  await sell([first, second], 'no');
  await picture('receipt');
  await till.newSale();
  await till.expectPending(0);
  await till.scanCard(member);
  await sell([third], 'online');
  await till.newSale();
  await till.expectPending(0);
  await expect.poll(() => world.ledgerPoints(member.memberId)).toBe(expected);
  tell(`the ledger has ${expected} points`);
  const settled = expected;
  // The ledger has it before the terminal hears so: what is confirmed here is waited for before the ledger goes.
  await till.scanCard(member);
  await till.expectBalance({ confirmedPoints: settled, provisionalPoints: 0 });

  await world.stopLedger();
  await till.expectConnection('offline');
  tell('the ledger is stopped; the terminal says so and goes on');
  await sell([second], 'no');
  await till.newSale();
  await till.scanCard(member);
  await picture('offline');
  await sell([first, third], 'offline');
  await world.killHost();
  tell('the host was killed (SIGKILL) right after that approval');

  await till.open(await world.startHost());
  await till.signOn(operators.cashier);
  await till.readerReady();
  await till.scanCard(member);
  await till.expectBalance({ confirmedPoints: settled, provisionalPoints: expected - settled });
  tell(`started again: ${settled} confirmed, ${expected - settled} provisional points`);
  await picture('provisional');

  await world.startLedger();
  await till.expectConnection('online');
  await till.expectPending(0);
  await till.expectBalance({ confirmedPoints: expected, provisionalPoints: 0 });
  const atLedger = await world.ledgerPoints(member.memberId);
  tell(`the ledger is back: terminal ${expected} points, ledger ${atLedger} points`);
  expect(atLedger).toBe(expected);

  const report = await world.audit();
  expect(report).toMatchObject({ ok: true, sum: 0, transactions: sales, openExceptions: {} });
  tell(`audit clean: ${report.transactions} transactions, each there once; postings sum to 0`);
}
