import { expect, it } from 'vitest';
import { MAXIMUM_POINTS } from '../../../src/domain/points.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { closeMember } from '../../../src/ledger/closing/closeMember.ts';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import { settleLots } from '../../../src/ledger/jobs/settleLots.ts';
import { mergeMembers } from '../../../src/ledger/merge/mergeMembers.ts';
import { linkCard } from '../../../src/ledger/posting/linkCard.ts';
import {
  PULL_EXCEPTIONS_PATH,
  pullExceptionsResponseSchema,
} from '../../../src/protocol/exceptionQueue.ts';
import { exceptionsAt, managerId, resolveAt } from '../../support/exceptionDesk.ts';
import type { TestLedger } from '../../support/ledger.ts';
import { describeOnPostgres, newTerminal, tamper } from '../../support/ledgerBackends.ts';
import { accountsOf, DAY_MS, newMember, publishLotRule } from '../../support/ledgerLots.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';

const EXPIRING = 31;
const strangeCard = (digit: string) =>
  ({ kind: 'unknownCard', cardToken: digit.repeat(32) }) as const;

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

async function pullOf(terminal: TestTerminal, checkpoint: string) {
  const pulled = await terminal.get(
    `${PULL_EXCEPTIONS_PATH}?checkpoint=${encodeURIComponent(checkpoint)}&limit=200`,
    pullExceptionsResponseSchema,
  );
  const own = pulled.documents.filter(
    ({ document }) => document.terminalId === terminal.terminalId,
  );
  return { own, checkpoint: pulled.checkpoint };
}

/** How a push comes to each reason, and how it is resolved. */
interface Case {
  readonly reason: string;
  readonly resolution: string;
  readonly points?: number;
  readonly make: (terminal: TestTerminal, ledger: TestLedger) => Promise<SealedTransaction>;
}

const cases: readonly Case[] = [
  {
    reason: 'overdraft',
    resolution: 'acknowledged',
    make: async (terminal, ledger) =>
      terminal.seal({ member: await newMember(ledger), redemption: standIn(500) }),
  },
  {
    reason: 'ruleDifference',
    resolution: 'adjusted',
    points: 25,
    make: async (terminal, ledger) =>
      terminal.seal({ member: await newMember(ledger), accrualPoints: 7 }),
  },
  {
    reason: 'memberBlocked',
    resolution: 'acknowledged',
    make: async (terminal, ledger) => {
      const member = await newMember(ledger);
      await tamper(ledger, `UPDATE member SET status = 'blocked' WHERE member_id = $1`, [
        member.memberId,
      ]);
      return terminal.seal({ member });
    },
  },
  {
    reason: 'memberMerged',
    resolution: 'acknowledged',
    make: async (terminal, ledger) => {
      const [survivor, member] = [await newMember(ledger), await newMember(ledger)];
      await mergeMembers(ledger.context, survivor.memberId, member.memberId);
      return terminal.seal({ member });
    },
  },
  {
    reason: 'memberClosed',
    resolution: 'acknowledged',
    make: async (terminal, ledger) => {
      const member = await newMember(ledger);
      const settled = { forfeitPoints: 0, reserved: null, debt: null };
      const request = { memberId: member.memberId, note: 'left', ...settled };
      await closeMember(ledger.context, 'somebody', request);
      return terminal.seal({ member });
    },
  },
  {
    reason: 'unknownCard',
    resolution: 'dismissed',
    make: (terminal) => Promise.resolve(terminal.seal({ member: strangeCard('a') })),
  },
  {
    reason: 'clockJump',
    resolution: 'acknowledged',
    make: (terminal) => {
      const { body } = terminal.seal();
      return Promise.resolve(terminal.sealBody({ ...body, clock: { offsetMs: 0, jumped: true } }));
    },
  },
  {
    reason: 'unknownProgramme',
    resolution: 'dismissed',
    make: (terminal) => Promise.resolve(terminal.seal({ programmeVersion: 999 })),
  },
];

describeOnPostgres('settling what a person should see', (bench) => {
  it.each(cases)(
    'shows $reason of a real push on the API and to the replica, and takes it away when it is resolved',
    async ({ reason, resolution, points = null, make }) => {
      const { ledger } = bench();
      const terminal = await newTerminal(ledger);
      const { checkpoint } = await pullOf(terminal, '');
      await terminal.push([await make(terminal, ledger)]);
      const [found] = await exceptionsAt(terminal);
      expect(found).toMatchObject({ reason, status: 'open', storeId: 'S01' });
      const arrived = await pullOf(terminal, checkpoint);
      expect(arrived.own).toEqual([{ removed: false, document: found }]);
      const decision = { exceptionId: found?.exceptionId, resolution, points, note: 'seen by me' };
      expect((await resolveAt(terminal, decision)).error).toBeNull();
      expect(await exceptionsAt(terminal)).toEqual([]);
      expect(await exceptionsAt(terminal, 'resolved')).toMatchObject([
        { reason, resolution, note: 'seen by me', resolvedBy: managerId },
      ]);
      const gone = await pullOf(terminal, arrived.checkpoint);
      expect(gone.own).toMatchObject([{ removed: true, document: { reason, resolution } }]);
    },
  );

  it('shows points that expired while their sale was offline, and lets a manager note it', async () => {
    const { ledger, clock } = bench();
    const rule = { vestingDays: 0, expiryDays: 10, restoredLotGraceDays: 30 };
    await publishLotRule(ledger, EXPIRING, rule);
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    await terminal.push([
      terminal.seal({ member, amountMinor: 10_000, programmeVersion: EXPIRING }),
    ]);
    const redeeming = terminal.seal({ member, redemption: standIn(500) });
    clock.advance(11 * DAY_MS);
    await settleLots(ledger.context);
    await terminal.push([redeeming]);
    const [found] = await exceptionsAt(terminal);
    expect(found).toMatchObject({ reason: 'expiredOffline' });
    const decision = { exceptionId: found?.exceptionId, resolution: 'acknowledged' };
    expect((await resolveAt(terminal, decision)).error).toBeNull();
  });

  it('never posts a sale that was dismissed, though its card is linked later', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const { memberId } = await newMember(ledger);
    const card = strangeCard('b');
    await terminal.push([terminal.seal({ member: card }), terminal.seal({ member: card })]);
    const setStatus = (status: string) =>
      tamper(ledger, `UPDATE posting_exception SET status = '${status}' WHERE terminal_id = $1`, [
        terminal.terminalId,
      ]);
    await setStatus('resolved');
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: false, unpostedTransactions: 2 });
    await setStatus('open');
    const [found] = await exceptionsAt(terminal);
    const decision = { exceptionId: found?.exceptionId, resolution: 'dismissed' };
    expect((await resolveAt(terminal, decision)).error).toBeNull();
    const link = { cardToken: card.cardToken, cardLabel: '•••• 1', memberId };
    expect(await linkCard(ledger.context, link)).toEqual({ ok: true, value: { postedSales: 1 } });
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 100 });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('never posts a return that was dismissed, though its sale comes later', async () => {
    const { ledger } = bench();
    const [seller, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const member = await newMember(ledger);
    const sale = seller.seal({ member });
    await other.push([other.sealReturn(sale.body)]);
    const [found] = await exceptionsAt(other);
    expect(found).toMatchObject({ reason: 'unknownOriginal', memberId: member.memberId });
    const decision = { exceptionId: found?.exceptionId, resolution: 'adjusted', points: -10 };
    expect((await resolveAt(other, decision)).error).toBeNull();
    await seller.push([sale]);
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 90 });
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('lets an adjustment stand for what is in quarantine, once and for all', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await newMember(ledger);
    const absurd = terminal.seal({ member, accrualPoints: MAXIMUM_POINTS });
    await terminal.push([absurd]);
    const [found] = await exceptionsAt(terminal);
    expect(found).toMatchObject({ reason: 'implausible', memberId: member.memberId });
    const exceptionId = found?.exceptionId;
    const refused = await resolveAt(terminal, { exceptionId, resolution: 'posted' });
    expect(refused.error?.message).toContain('where the rules give 150 at best');
    const tooMuch = { exceptionId, resolution: 'adjusted', points: MAXIMUM_POINTS };
    expect((await resolveAt(terminal, tooMuch)).error?.message).toContain('never comes to more');
    const adjusted = { exceptionId, resolution: 'adjusted', points: 100 };
    expect((await resolveAt(terminal, adjusted)).error).toBeNull();
    const again = await resolveAt(terminal, { exceptionId, resolution: 'posted' });
    expect(again.error?.code).toBe('exceptionResolved');
    await terminal.push([absurd]);
    await terminal.pushRaw([absurd], '/v1/push/carried');
    expect(await accountsOf(ledger, member.memberId)).toMatchObject({ active: 100 });
    expect(await exceptionsAt(terminal)).toEqual([]);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('posts what a manager let out of quarantine as soon as its card is linked', async () => {
    const { ledger } = bench();
    const [revoked, desk] = [await newTerminal(ledger), await newTerminal(ledger)];
    const { memberId } = await newMember(ledger);
    const card = strangeCard('c');
    const sale = revoked.seal({ member: card });
    await revokeTerminal(ledger.context, revoked.terminalId);
    await revoked.push([sale]);
    const openOfRevoked = async () => {
      const pulled = await desk.get(
        `${PULL_EXCEPTIONS_PATH}?limit=200`,
        pullExceptionsResponseSchema,
      );
      return pulled.documents.flatMap(({ document }) =>
        document.terminalId === revoked.terminalId ? [document] : [],
      );
    };
    const [found] = await openOfRevoked();
    expect(found).toMatchObject({ reason: 'terminalRevoked' });
    const allowed = await resolveAt(desk, {
      exceptionId: found?.exceptionId,
      resolution: 'posted',
    });
    expect(allowed.error?.message).toContain('posted by itself when the card is linked');
    expect(await openOfRevoked()).toMatchObject([{ detail: /it is allowed, but its card/ }]);
    const link = { cardToken: card.cardToken, cardLabel: '•••• 2', memberId };
    expect(await linkCard(ledger.context, link)).toEqual({ ok: true, value: { postedSales: 1 } });
    expect(await accountsOf(ledger, memberId)).toMatchObject({ active: 100 });
    expect(await openOfRevoked()).toEqual([]);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });
});
