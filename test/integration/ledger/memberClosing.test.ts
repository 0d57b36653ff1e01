import { expect, it } from 'vitest';
import type { z } from 'zod';
import type { MemberRecord } from '../../../src/domain/member.ts';
import { decodeMemberRows } from '../../../src/domain/memberPage.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { closeMember } from '../../../src/ledger/closing/closeMember.ts';
import { reopenMember } from '../../../src/ledger/closing/reopenMember.ts';
import { createAdminToken } from '../../../src/ledger/exceptions/adminToken.ts';
import { settleLots } from '../../../src/ledger/jobs/settleLots.ts';
import { mergeMembers } from '../../../src/ledger/merge/mergeMembers.ts';
import {
  ADMIN_MEMBER_CLOSE_PATH,
  ADMIN_MEMBER_REOPEN_PATH,
  memberClosingResponseSchema,
  type CloseMemberRequest,
} from '../../../src/protocol/memberClosing.ts';
import {
  PULL_ACCOUNTS_PATH,
  pullAccountsResponseSchema,
} from '../../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH, pullPagesResponseSchema } from '../../../src/protocol/pullPages.ts';
import { PROTOCOL_VERSION_HEADER } from '../../../src/protocol/version.ts';
import { exchangeLeases } from '../../support/ledgerLeases.ts';
import { newHoldId, type TestLedger } from '../../support/ledger.ts';
import { describeOnBoth, exceptionsOf, newTerminal } from '../../support/ledgerBackends.ts';
import {
  accountsOf,
  DAY_MS,
  lotsOf,
  newMember,
  postedTo,
  publishLotRule,
} from '../../support/ledgerLots.ts';

const VESTING = 21;

function close(ledger: TestLedger, memberId: string, request: Partial<CloseMemberRequest> = {}) {
  return closeMember(ledger.context, 'somebody', {
    memberId,
    note: 'asked to leave',
    forfeitPoints: null,
    reserved: null,
    debt: null,
    ...request,
  });
}

const reopen = (ledger: TestLedger, memberId: string) =>
  reopenMember(ledger.context, 'somebody', { memberId, note: 'came back' });

const standIn = (points: number) => ({
  points,
  valueMinor: points,
  authorisation: {
    kind: 'standIn' as const,
    floorLimitPoints: points,
    confirmedPoints: points,
    asOf: '2026-01-01T00:00:00.000Z',
  },
});

describeOnBoth('closing a member’s account', (bench) => {
  it('forfeits what was confirmed to breakage, once, and gives the very lots back when it is opened again', async () => {
    const { ledger } = bench();
    const rule = { vestingDays: 2, expiryDays: 90, restoredLotGraceDays: 30 };
    await publishLotRule(ledger, VESTING, rule);
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const { memberId } = member;
    await terminal.push([
      terminal.seal({ member, amountMinor: 10_000 }),
      terminal.seal({ member, amountMinor: 500, programmeVersion: VESTING }),
    ]);
    const before = await lotsOf(ledger, memberId);
    const asked = await close(ledger, memberId);
    expect(asked).toMatchObject({ ok: false, error: { message: /1050 points \(50 of them not/ } });
    expect((await close(ledger, memberId, { forfeitPoints: 1000 })).ok).toBe(false);

    for (let turn = 0; turn < 2; turn += 1) {
      expect(await close(ledger, memberId, { forfeitPoints: 1050 })).toEqual({
        ok: true,
        value: { memberId, status: 'closed', points: 1050, reservedPoints: 0 },
      });
    }
    expect(await accountsOf(ledger, memberId)).toEqual({
      active: 0,
      held: 0,
      pending: 0,
      overdraft: 0,
    });
    expect(await postedTo(ledger, memberId)).toMatchObject({ 'programme:breakage': 1050 });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });

    expect(await reopen(ledger, memberId)).toMatchObject({ ok: true, value: { points: 1050 } });
    expect(await reopen(ledger, memberId)).toMatchObject({ ok: true, value: { points: 0 } });
    expect(await lotsOf(ledger, memberId)).toEqual(before);
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 1000, pending: 50 });
    expect(await close(ledger, memberId, { forfeitPoints: 1050 })).toMatchObject({ ok: true });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('posts what still comes for it, flagged: earned points are forfeited, spent ones come out of what was', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const { memberId } = member;
    const first = terminal.seal({ member, amountMinor: 10_000 });
    await terminal.push([first]);
    await close(ledger, memberId, { forfeitPoints: 1000 });

    const late = [
      terminal.seal({ member, amountMinor: 2000 }),
      terminal.seal({ member, amountMinor: 300, redemption: standIn(300) }),
      terminal.sealReturn(first.body),
    ];
    const { results } = await terminal.push(late);
    expect(results.map(({ outcome }) => outcome)).toEqual(['posted', 'posted', 'posted']);
    expect(await accountsOf(ledger, memberId)).toEqual({
      active: 0,
      held: 0,
      pending: 0,
      overdraft: 100,
    });
    const flagged = await exceptionsOf(ledger, terminal.terminalId);
    const closed = flagged.filter(({ reason }) => reason === 'memberClosed');
    expect(closed).toHaveLength(3);
    expect(flagged.filter(({ reason }) => reason === 'overdraft')).toMatchObject([
      { detail: /took back 100 points/ },
    ]);
    expect(await reopen(ledger, memberId)).toMatchObject({ ok: true });
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 0, overdraft: 100 });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('waits for reserved points, writes debts off only when told, and forfeits a hold that is given back', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const [holder, debtor] = [await newMember(ledger), await newMember(ledger)];
    await terminal.push([
      terminal.seal({ member: holder, amountMinor: 10_000 }),
      terminal.seal({ member: debtor, amountMinor: 200, redemption: standIn(200) }),
    ]);
    await terminal.placeHold(newHoldId(), holder.memberId, 300);
    expect(await close(ledger, holder.memberId, { forfeitPoints: 700 })).toMatchObject({
      error: { message: /300 points .* reserved by a hold of X/ },
    });
    const told = { forfeitPoints: 700, reserved: 'later' } as const;
    expect(await close(ledger, holder.memberId, told)).toMatchObject({
      value: { points: 700, reservedPoints: 300 },
    });
    const refused = await terminal.placeHold(newHoldId(), holder.memberId, 100);
    expect(refused.error).toMatchObject({ code: 'memberBlocked' });
    clock.advance(DAY_MS);
    const { pendingHolds = [] } = await exchangeLeases(terminal, {});
    await exchangeLeases(terminal, { givenBackHolds: pendingHolds });
    await settleLots(ledger.context);
    expect(await postedTo(ledger, holder.memberId)).toMatchObject({ 'programme:breakage': 1000 });
    expect(await accountsOf(ledger, holder.memberId)).toMatchObject({ active: 0, held: 0 });

    expect(await close(ledger, debtor.memberId, { forfeitPoints: 0 })).toMatchObject({
      error: { message: /owes 200 points/ },
    });
    const writtenOff = { forfeitPoints: 0, debt: 'writeOff' } as const;
    expect((await close(ledger, debtor.memberId, writtenOff)).ok).toBe(true);
    expect(await accountsOf(ledger, debtor.memberId)).toMatchObject({ overdraft: 0 });
    expect(await mergeMembers(ledger.context, holder.memberId, debtor.memberId)).toMatchObject({
      error: { message: /is closed/ },
    });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('tells tills what is pending and who left; tills of version 1 see a smaller balance and a blocked member', async () => {
    const { ledger } = bench();
    const rule = { vestingDays: 2, expiryDays: 90, restoredLotGraceDays: 30 };
    await publishLotRule(ledger, VESTING, rule);
    const terminal = await newTerminal(ledger);
    const [earner, leaver] = [await newMember(ledger), await newMember(ledger)];
    const tokens = [earner.cardToken, leaver.cardToken];
    const first = await terminal.get(`${PULL_PAGES_PATH}?limit=1`, pullPagesResponseSchema);
    const sale = terminal.seal({ member: earner, amountMinor: 500, programmeVersion: VESTING });
    await terminal.push([sale]);
    await close(ledger, leaver.memberId, { forfeitPoints: 0 });
    const vestFrom = new Date(Date.parse(sale.body.occurredAt) + 2 * DAY_MS).toISOString();
    const expected = (version: number) => [
      {
        memberId: earner.memberId,
        status: 'active',
        balancePoints: 0,
        ...(version === 1 ? {} : { pending: { points: 50, vestFrom } }),
      },
      {
        memberId: leaver.memberId,
        status: version === 1 ? 'blocked' : 'closed',
        balancePoints: 0,
      },
    ];
    const shown = (records: readonly MemberRecord[]) =>
      tokens.map((token) => {
        const found = records.find((record) => record.cardToken === token);
        return Object.fromEntries(
          ['memberId', 'status', 'balancePoints', 'pending'].flatMap((name) =>
            found !== undefined && name in found ? [[name, Reflect.get(found, name)]] : [],
          ),
        );
      });
    for (const version of [1, 2]) {
      const bend = { headers: { [PROTOCOL_VERSION_HEADER]: String(version) } };
      const pull = async <Schema extends z.ZodType>(path: string, schema: Schema) =>
        schema.parse(await (await terminal.request('GET', path, undefined, bend)).json());
      const from = encodeURIComponent(first.accountsCheckpoint);
      const singles = await pull(
        `${PULL_ACCOUNTS_PATH}?checkpoint=${from}&limit=500`,
        pullAccountsResponseSchema,
      );
      expect(shown(singles.accounts)).toEqual(expected(version));
      const { pages } = await pull(`${PULL_PAGES_PATH}?limit=64`, pullPagesResponseSchema);
      const records = pages.flatMap(({ rows }) => {
        const decoded = decodeMemberRows(rows);
        return decoded.ok ? decoded.value : [];
      });
      expect(shown(records)).toEqual(expected(version));
    }
  });

  it('is open to the back office by its token, and to nobody else', async () => {
    const { ledger } = bench();
    const { memberId } = await newMember(ledger);
    const token = await createAdminToken(ledger.context, 'care');
    const post = async (path: string, body: object, bearer = token) =>
      fetch(`${ledger.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const settled = { forfeitPoints: 0, reserved: null, debt: null };
    const request = { memberId, note: 'asked to leave', ...settled };
    expect((await post(ADMIN_MEMBER_CLOSE_PATH, request, 'nonsense')).status).toBe(401);
    expect((await post(ADMIN_MEMBER_CLOSE_PATH, { memberId })).status).toBe(400);
    const closed = await post(ADMIN_MEMBER_CLOSE_PATH, request);
    expect(memberClosingResponseSchema.parse(await closed.json()).status).toBe('closed');
    const opened = await post(ADMIN_MEMBER_REOPEN_PATH, { memberId, note: 'came back' });
    expect(memberClosingResponseSchema.parse(await opened.json()).status).toBe('active');
  });
});
