import { expect, it } from 'vitest';
import type { TransactionRedemption } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { settleLots } from '../../../src/ledger/jobs/settleLots.ts';
import { newHoldId } from '../../support/ledger.ts';
import { describeOnBoth, exceptionsOf, newTerminal } from '../../support/ledgerBackends.ts';
import {
  accountsOf,
  DAY_MS,
  lotsOf,
  newMember,
  postedTo,
  publishLotRule,
} from '../../support/ledgerLots.ts';

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

const EXPIRING = 11;
const VESTING = 12;

describeOnBoth('points lots', (bench) => {
  it('are spent first expiring first', async () => {
    const { ledger, clock } = bench();
    await publishLotRule(ledger, EXPIRING, {
      vestingDays: 0,
      expiryDays: 30,
      restoredLotGraceDays: 5,
    });
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const lasting = terminal.seal({ member, amountMinor: 3000 });
    clock.advance(1000);
    const passing = terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING });
    const spent = terminal.seal({ member, amountMinor: 400, redemption: standIn(400) });
    await terminal.push([lasting, passing, spent]);
    const lots = await lotsOf(ledger, member.memberId);
    expect(lots.get(passing.body.transactionId)?.remaining).toBe(0);
    expect(lots.get(lasting.body.transactionId)?.remaining).toBe(200);
  });

  it('expire once, whichever of two ledgers runs the job, and not before their day', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    await terminal.push([
      terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING }),
      terminal.seal({ member, amountMinor: 1000 }),
    ]);
    clock.advance(30 * DAY_MS - 1000);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 400 });
    clock.advance(2000);
    await Promise.all(Array.from({ length: 4 }, () => settleLots(ledger.context)));
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 100 });
    expect(await postedTo(ledger, member.memberId)).toMatchObject({ 'programme:expired': 300 });
    expect(await settleLots(ledger.context)).toBe(0);
  });

  it('leave held points until their hold is over, then expire them too', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    await terminal.push([terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING })]);
    clock.advance(30 * DAY_MS);
    const holdId = newHoldId();
    await terminal.placeHold(holdId, member.memberId, 200);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, held: 200 });
    expect(await settleLots(ledger.context)).toBe(0);
    await terminal.voidHold(holdId, member.memberId);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, held: 0 });
    expect(await postedTo(ledger, member.memberId)).toMatchObject({ 'programme:expired': 300 });
  });

  it('wait until they vest, and repay a debt before they can be spent', async () => {
    const { ledger, clock } = bench();
    await publishLotRule(ledger, VESTING, {
      vestingDays: 14,
      expiryDays: 365,
      restoredLotGraceDays: 5,
    });
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    await terminal.push([
      terminal.seal({ member, amountMinor: 5000, programmeVersion: VESTING }),
      terminal.seal({ member, amountMinor: 200, redemption: standIn(200) }),
    ]);
    expect(await accountsOf(ledger, member.memberId)).toEqual({
      active: 0,
      held: 0,
      pending: 500,
      overdraft: 200,
    });
    expect((await terminal.placeHold(newHoldId(), member.memberId, 200)).error?.code).toBe(
      'insufficientPoints',
    );
    clock.advance(14 * DAY_MS);
    await Promise.all([settleLots(ledger.context), settleLots(ledger.context)]);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toEqual({
      active: 300,
      held: 0,
      pending: 0,
      overdraft: 0,
    });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'overdraft', detail: expect.stringContaining('200') as string },
    ]);
  });

  it('are taken back while they wait, and do not vest then', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const sale = terminal.seal({ member, amountMinor: 5000, programmeVersion: VESTING });
    await terminal.push([sale, terminal.sealReturn(sale.body)]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ pending: 0, overdraft: 0 });
    clock.advance(14 * DAY_MS);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
  });

  it('that expired are not taken back a second time by a return', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const sale = terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING });
    const kept = terminal.seal({ member, amountMinor: 1000 });
    await terminal.push([sale, kept]);
    clock.advance(31 * DAY_MS);
    await settleLots(ledger.context);
    await terminal.push([terminal.sealReturn(sale.body)]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 100, overdraft: 0 });
    expect(await postedTo(ledger, member.memberId)).toMatchObject({
      'programme:expired': 0,
      'programme:issued': -100,
    });
  });

  it('that a return restores after their day can be spent for the days of grace', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const earned = terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING });
    const spent = terminal.seal({
      member,
      amountMinor: 300,
      redemption: standIn(300),
      programmeVersion: EXPIRING,
    });
    await terminal.push([earned, spent]);
    clock.advance(40 * DAY_MS);
    const back = terminal.sealReturn(spent.body);
    await terminal.push([back]);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 300 });
    const lots = await lotsOf(ledger, member.memberId);
    expect(lots.get(`${back.body.transactionId}/grace`)?.remaining).toBe(300);
    clock.advance(5 * DAY_MS);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0 });
  });

  it('that a sale spent in time are given to it, although they expired before it came', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const earned = terminal.seal({ member, amountMinor: 3000, programmeVersion: EXPIRING });
    await terminal.push([earned]);
    clock.advance(29 * DAY_MS);
    const offline = terminal.seal({ member, amountMinor: 200, redemption: standIn(200) });
    clock.advance(2 * DAY_MS);
    await settleLots(ledger.context);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0 });
    await terminal.push([offline]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
    expect(await postedTo(ledger, member.memberId)).toMatchObject({
      'programme:expired': 100,
      'programme:redeemed': 200,
    });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'expiredOffline', detail: expect.stringContaining('200') as string },
    ]);
    const late = terminal.seal({ member, amountMinor: 200, redemption: standIn(200) });
    await terminal.push([late]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 200 });
  });

  it('are dated by the ledger where the terminal’s clock jumped or is plainly wrong, and the jump is flagged', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const sealed = terminal.seal({ member, programmeVersion: EXPIRING });
    const wrong = [
      { occurredAt: '1999-01-01T00:00:00.000Z', clock: { offsetMs: null, jumped: false } },
      { clock: { offsetMs: Number.MAX_SAFE_INTEGER, jumped: false } },
      {
        occurredAt: new Date(clock.nowMs() - 20 * DAY_MS).toISOString(),
        clock: { offsetMs: 0, jumped: true },
      },
    ];
    for (const [index, bend] of wrong.entries()) {
      const one = index === 0 ? sealed : terminal.seal({ member, programmeVersion: EXPIRING });
      const bent = terminal.sealBody({ ...one.body, ...bend });
      terminal.head = { sequence: bent.body.sequence, hash: bent.hash };
      await terminal.push([bent]);
      const lot = (await lotsOf(ledger, member.memberId)).get(bent.body.transactionId);
      expect(lot?.expiresAt?.getTime()).toBe(clock.nowMs() + 30 * DAY_MS);
    }
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'clockJump' },
    ]);
  });

  it('of points that the rules do not give are corrected with them', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const tooMany = terminal.seal({ member, amountMinor: 1000, accrualPoints: 900 });
    const tooFew = terminal.seal({ member, amountMinor: 1000, accrualPoints: 0 });
    await terminal.push([tooMany, tooFew]);
    const lots = await lotsOf(ledger, member.memberId);
    expect(lots.get(tooMany.body.transactionId)?.remaining).toBe(100);
    expect(lots.get(tooFew.body.transactionId)?.remaining).toBe(100);
    expect(await postedTo(ledger, member.memberId)).toMatchObject({ 'programme:adjustment': 700 });
    await terminal.push([terminal.sealReturn(tooMany.body), terminal.sealReturn(tooFew.body)]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 0, overdraft: 0 });
  });

  it('agree with balances, debts and movements', async () => {
    const report = await audit(bench().ledger.context.sql);
    expect(report).toMatchObject({
      ok: true,
      balancesThatDiffer: [],
      lotsThatDiffer: [],
      unevenEntries: 0,
    });
  });
});
