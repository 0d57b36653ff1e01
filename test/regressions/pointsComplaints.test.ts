import { expect, it } from 'vitest';
import type { BasketLine } from '../../src/domain/basket.ts';
import { shownBalance } from '../../src/domain/balance.ts';
import type { TransactionRedemption } from '../../src/domain/transaction.ts';
import { audit } from '../../src/ledger/audit/audit.ts';
import { pullAccountsResponseSchema, PULL_ACCOUNTS_PATH } from '../../src/protocol/pullAccounts.ts';
import { pullPagesResponseSchema, PULL_PAGES_PATH } from '../../src/protocol/pullPages.ts';
import { FaultyFileSystem } from '../support/faultyFileSystem.ts';
import { allOf, journalKit, openedJournal } from '../support/journalKit.ts';
import { describeOnBoth, exceptionsOf, newTerminal } from '../support/ledgerBackends.ts';
import { accountsOf, lotsOf, newMember, postedTo } from '../support/ledgerLots.ts';
import { draftOf } from '../support/ledgerTerminal.ts';

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

/** What users of other systems complained of, each in its own words. */
describeOnBoth('complaint', (bench) => {
  it('earn, refund, keep points: what a returned sale earned is gone, also when it was spent before', async () => {
    const { ledger } = bench();
    const [seller, refunder] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const earned = seller.seal({ member, amountMinor: 6000 });
    const spent = seller.seal({ member, lines: [line(1, 1, 500)], redemption: standIn(500) });
    await seller.push([earned, spent]);
    await refunder.push([refunder.sealReturn(earned.body)]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 500 });
    expect(await postedTo(ledger, member.memberId)).toMatchObject({
      'programme:issued': 0,
      'programme:redeemed': 500,
      'programme:overdraft': -500,
    });
    expect(await exceptionsOf(ledger, refunder.terminalId)).toMatchObject([
      { reason: 'overdraft', status: 'open' },
    ]);
    // The next points repay the debt before any can be spent.
    await seller.push([seller.seal({ member, amountMinor: 7000 })]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 200, overdraft: 0 });
  });

  it('reward not reinstated after a return: points that paid for it are back in their lots', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const earned = terminal.seal({ member, amountMinor: 5000 });
    const rewarded = terminal.seal({ member, lines: [line(1, 1, 400)], redemption: standIn(400) });
    await terminal.push([earned, rewarded]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 100 });
    await terminal.push([terminal.sealReturn(rewarded.body)]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 500, overdraft: 0 });
    const lots = await lotsOf(ledger, member.memberId);
    expect(lots.get(earned.body.transactionId)?.remaining).toBe(500);
  });

  it('partial return keeps full points: each piece takes its share, and the last takes the rest', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const sale = terminal.seal({ member, lines: [line(1, 3, 333), line(2, 1, 1000)] });
    await terminal.push([sale]);
    const whole = sale.body.accrualPoints;
    const balances: number[] = [];
    for (let piece = 0; piece < 3; piece += 1) {
      const lines = [{ lineNumber: 1, quantity: 1 }];
      const returned = new Map(piece === 0 ? [] : [[1, piece]]);
      await terminal.push([terminal.sealReturn(sale.body, { lines, returned })]);
      balances.push((await accountsOf(ledger, member.memberId)).active);
    }
    expect(balances[0]).toBeLessThan(whole);
    expect(balances[1]).toBeLessThan(balances[0] ?? 0);
    expect(balances[2]).toBe(100);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('offline spend never deducted: it counts at the till at once and at the ledger after the push, once', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    await terminal.push([terminal.seal({ member, amountMinor: 5000 })]);
    const fill = await terminal.get(`${PULL_PAGES_PATH}?limit=1`, pullPagesResponseSchema);
    const offline = terminal.seal({ member, lines: [line(1, 1, 300)], redemption: standIn(300) });
    const { memberId } = member;
    const atTill = { memberId, balancePoints: 500, appliedSequence: 1 };
    expect(shownBalance(atTill, [offline.body])).toMatchObject({
      shownPoints: 200,
      redeemablePoints: 200,
    });
    await terminal.push([offline]);
    await terminal.push([offline]);
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 200, overdraft: 0 });
    const pulled = await terminal.get(
      `${PULL_ACCOUNTS_PATH}?checkpoint=${encodeURIComponent(fill.accountsCheckpoint)}`,
      pullAccountsResponseSchema,
    );
    const account = pulled.accounts.find((one) => one.memberId === memberId);
    expect(account?.balancePoints).toBe(200);
    const { appliedSequence } = pulled;
    const after = { memberId, balancePoints: account?.balancePoints ?? NaN, appliedSequence };
    expect(shownBalance(after, [offline.body]).shownPoints).toBe(200);
  });

  it('paid sale reopens as draft: an approved sale is there after a power cut, sealed, and stays as it was paid', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const disk = new FaultyFileSystem();
    const pem = terminal.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const kit = journalKit(disk, '/journal', pem);
    const { terminalId } = terminal;
    const options = { ...kit, terminal: { ...kit.terminal, terminalId } };
    const journal = await openedJournal(options);
    const paid = await journal.append(draftOf({ member, amountMinor: 2000 }));
    expect(paid.ok).toBe(true);
    const fileSystem = disk.afterPowerCut({ kind: 'lost' });
    const reopened = await openedJournal({ ...options, fileSystem });
    const found = await allOf(reopened);
    expect(found).toEqual([paid.ok ? paid.value : null]);
    await terminal.push(found);
    // What a till that took it for a draft would do: change it and send it again under its id.
    const edited = found.flatMap(({ body }) =>
      body.kind === 'sale' ? [terminal.sealBody({ ...body, totalMinor: 1, accrualPoints: 0 })] : [],
    );
    const answer = await terminal.push(edited);
    expect(answer.results).toMatchObject([{ outcome: 'quarantined', reason: 'idReused' }]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 200 });
    await reopened.close();
  });

  it('leaves a ledger on which all lots, debts and balances agree', async () => {
    expect(await audit(bench().ledger.context.sql)).toMatchObject({ ok: true, sum: 0 });
  });
});
