import { expect, it } from 'vitest';
import type { BasketLine } from '../../../src/domain/basket.ts';
import type { TransactionRedemption } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { postOverlookedReturns } from '../../../src/ledger/jobs/postOverlookedReturns.ts';
import { mergeMembers } from '../../../src/ledger/merge/mergeMembers.ts';
import { linkCard } from '../../../src/ledger/posting/linkCard.ts';
import { newHoldId } from '../../support/ledger.ts';
import { describeOnBoth, exceptionsOf, newTerminal, tamper } from '../../support/ledgerBackends.ts';
import { accountsOf, lotsOf, newMember, postedTo } from '../../support/ledgerLots.ts';

const line = (lineNumber: number, quantity: number, unitPriceMinor: number): BasketLine => ({
  lineNumber,
  productId: null,
  categoryId: 'general',
  description: 'Goods',
  quantity,
  unitPriceMinor,
});

const standIn = (points: number): TransactionRedemption => ({
  points,
  valueMinor: points,
  authorisation: {
    kind: 'standIn',
    floorLimitPoints: 500,
    confirmedPoints: points,
    asOf: new Date(0).toISOString(),
  },
});

describeOnBoth('returns', (bench) => {
  it('take back what a sale earned, line by line, and no more than once', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const sale = terminal.seal({ member, lines: [line(1, 3, 1000), line(2, 1, 500)] });
    expect(sale.body.accrualPoints).toBe(350);
    const part = terminal.sealReturn(sale.body, { lines: [{ lineNumber: 1, quantity: 1 }] });
    await terminal.push([sale, part]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 250, overdraft: 0 });
    const rest = terminal.sealReturn(sale.body, {
      lines: [
        { lineNumber: 1, quantity: 2 },
        { lineNumber: 2, quantity: 1 },
      ],
      returned: new Map([[1, 1]]),
    });
    const answer = await terminal.push([rest]);
    expect(answer.results).toMatchObject([{ outcome: 'posted' }]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
    expect(await postedTo(ledger, member.memberId)).toMatchObject({ 'programme:issued': 0 });
  });

  it('give back the very lots that a sale spent, the last spent first', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const first = terminal.seal({ member, amountMinor: 3000 });
    clock.advance(1000);
    const second = terminal.seal({ member, amountMinor: 3000 });
    const spent = terminal.seal({ member, lines: [line(1, 2, 500)], redemption: standIn(500) });
    await terminal.push([first, second, spent]);
    const leftOf = async (): Promise<(number | undefined)[]> => {
      const lots = await lotsOf(ledger, member.memberId);
      return [first, second, spent].map(({ body }) => lots.get(body.transactionId)?.remaining);
    };
    expect(await leftOf()).toEqual([0, 100, 50]);
    const back = terminal.sealReturn(spent.body, { lines: [{ lineNumber: 1, quantity: 1 }] });
    expect(back.body).toMatchObject({
      refundMinor: 250,
      reversedAccrualPoints: 25,
      restoredRedemptionPoints: 250,
    });
    await terminal.push([back]);
    expect(await leftOf()).toEqual([50, 300, 25]);
    const rest = terminal.sealReturn(spent.body, {
      lines: [{ lineNumber: 1, quantity: 1 }],
      returned: new Map([[1, 1]]),
    });
    await terminal.push([rest]);
    expect(await leftOf()).toEqual([300, 300, 0]);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('take points back that were spent since: from other lots, then as a debt that is flagged', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const earned = terminal.seal({ member, amountMinor: 5000 });
    const spent = terminal.seal({ member, amountMinor: 400, redemption: standIn(400) });
    const later = terminal.seal({ member, amountMinor: 1000 });
    const back = terminal.sealReturn(earned.body);
    await terminal.push([earned, spent, later, back]);
    expect(await accountsOf(ledger, member.memberId)).toEqual({
      active: 0,
      held: 0,
      pending: 0,
      overdraft: 300,
    });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'overdraft', detail: expect.stringContaining('300') as string },
    ]);
    await terminal.push([terminal.seal({ member, amountMinor: 5000 })]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 200, overdraft: 0 });
  });

  it('never take what is held for another sale', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const earned = terminal.seal({ member, amountMinor: 5000 });
    await terminal.push([earned]);
    const holdId = newHoldId();
    await terminal.placeHold(holdId, member.memberId, 300);
    await terminal.push([terminal.sealReturn(earned.body)]);
    expect(await accountsOf(ledger, member.memberId)).toEqual({
      active: 0,
      held: 300,
      pending: 0,
      overdraft: 300,
    });
    const voided = await terminal.voidHold(holdId, member.memberId);
    expect(voided.value?.availablePoints).toBe(0);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ held: 0, overdraft: 0 });
  });

  it('work at any terminal, also where the sale comes later than its return', async () => {
    const { ledger } = bench();
    const [seller, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const sale = seller.seal({ member, amountMinor: 2000 });
    const back = other.sealReturn(sale.body);
    expect((await other.push([back])).results).toMatchObject([{ outcome: 'parked' }]);
    expect(await exceptionsOf(ledger, other.terminalId)).toMatchObject([
      { reason: 'unknownOriginal', status: 'open' },
    ]);
    await seller.push([sale]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
    expect(await exceptionsOf(ledger, other.terminalId)).toMatchObject([
      { reason: 'unknownOriginal', status: 'resolved' },
    ]);
    expect((await other.push([back])).results).toMatchObject([{ outcome: 'duplicate' }]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
  });

  it('wait for the card of their sale, and are posted with it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const { memberId } = await newMember(ledger);
    const cardToken = 'c'.repeat(32);
    const sale = terminal.seal({ member: { kind: 'unknownCard', cardToken }, amountMinor: 2000 });
    const back = terminal.sealReturn(sale.body);
    const answer = await terminal.push([sale, back]);
    expect(answer.results).toMatchObject([{ outcome: 'parked' }, { outcome: 'parked' }]);
    const linked = await linkCard(ledger.context, { cardToken, cardLabel: '•••• 1', memberId });
    expect(linked).toMatchObject({ ok: true });
    expect(await postedTo(ledger, memberId)).toMatchObject({ 'programme:issued': 0 });
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 0, overdraft: 0 });
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ status }) => status)).toEqual([
      'resolved',
      'resolved',
    ]);
  });

  it('that were parked while their sale was being posted are found again', async () => {
    const { ledger } = bench();
    const [seller, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const sale = seller.seal({ member, amountMinor: 2000 });
    await other.push([other.sealReturn(sale.body)]);
    // As if neither had seen the other: the note of what waits comes after the sale.
    await tamper(ledger, 'CREATE TABLE put_by AS SELECT * FROM waiting_return');
    await tamper(ledger, 'DELETE FROM waiting_return');
    await seller.push([sale]);
    await tamper(ledger, 'INSERT INTO waiting_return SELECT * FROM put_by');
    await tamper(ledger, 'DROP TABLE put_by');
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 200 });
    await Promise.all([
      postOverlookedReturns(ledger.context),
      postOverlookedReturns(ledger.context),
    ]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
    expect(await postOverlookedReturns(ledger.context)).toBe(0);
  });

  it('of one piece in two stores are posted once, and the second is flagged', async () => {
    const { ledger } = bench();
    const [one, two] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const sale = one.seal({ member, amountMinor: 2000 });
    await one.push([sale]);
    const answers = await Promise.all(
      [one, two].map((terminal) => terminal.push([terminal.sealReturn(sale.body)])),
    );
    expect(answers.map(({ results }) => results[0]?.outcome)).toEqual(['posted', 'posted']);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
    const findings = [
      ...(await exceptionsOf(ledger, one.terminalId)),
      ...(await exceptionsOf(ledger, two.terminalId)),
    ];
    expect(findings.map(({ reason }) => reason)).toEqual(['overReturned']);
  });

  it('are settled by the ledger where the till does not know the sale, and flagged where it computed otherwise', async () => {
    const { ledger } = bench();
    const [seller, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const sale = seller.seal({ member, lines: [line(1, 2, 1000)] });
    await seller.push([sale]);
    const none = { reversedAccrualPoints: 0, restoredRedemptionPoints: 0 };
    const lines = [{ lineNumber: 1, quantity: 1 }];
    const unknowing = other.sealReturn(sale.body, {
      lines,
      figures: { ...none, settledBy: 'ledger', refundMinor: 1000, member: null },
    });
    await other.push([unknowing]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 100 });
    expect(await exceptionsOf(ledger, other.terminalId)).toEqual([]);
    await other.push([other.sealReturn(sale.body, { lines, figures: none })]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0 });
    expect(await exceptionsOf(ledger, other.terminalId)).toMatchObject([
      {
        reason: 'ruleDifference',
        detail: expect.stringContaining('reversedAccrualPoints') as string,
      },
    ]);
  });

  it('of a merged member’s sale take and restore the lots that went over to the survivor', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const [survivor, merged] = [await newMember(ledger), await newMember(ledger)];
    await terminal.push([terminal.seal({ member: survivor, amountMinor: 1000 })]);
    clock.advance(1000);
    const earned = terminal.seal({ member: merged, amountMinor: 5000 });
    const spent = terminal.seal({ member: merged, amountMinor: 400, redemption: standIn(400) });
    await terminal.push([earned, spent]);
    await mergeMembers(ledger.context, survivor.memberId, merged.memberId);
    const lotId = `${merged.memberId}/${earned.body.transactionId}`;
    await terminal.push([terminal.sealReturn(spent.body)]);
    expect((await lotsOf(ledger, survivor.memberId)).get(lotId)?.remaining).toBe(500);
    await terminal.push([terminal.sealReturn(earned.body)]);
    expect((await lotsOf(ledger, survivor.memberId)).get(lotId)?.remaining).toBe(0);
    expect(await accountsOf(ledger, survivor.memberId)).toMatchObject({
      active: 100,
      overdraft: 0,
    });
  });

  it('of a sale without a card move no points', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const sale = terminal.seal();
    const answer = await terminal.push([sale, terminal.sealReturn(sale.body)]);
    expect(answer.results).toMatchObject([{ outcome: 'posted' }, { outcome: 'posted' }]);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('leave a ledger whose lots, debts and balances agree', async () => {
    const report = await audit(bench().ledger.context.sql);
    expect(report).toMatchObject({
      ok: true,
      sum: 0,
      balancesThatDiffer: [],
      lotsThatDiffer: [],
      unevenEntries: 0,
      unpostedTransactions: 0,
    });
  });
});
