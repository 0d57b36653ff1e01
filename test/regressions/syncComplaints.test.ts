import { expect, it } from 'vitest';
import type { TransactionMember } from '../../src/domain/transaction.ts';
import { audit } from '../../src/ledger/audit/audit.ts';
import { issueEnrolmentCode } from '../../src/ledger/enrolment/enrolmentCode.ts';
import { mergeMembers } from '../../src/ledger/merge/mergeMembers.ts';
import { PUSH_CARRIED_PATH } from '../../src/protocol/push.ts';
import { startFaultyProxy } from '../support/faultyProxy.ts';
import { newHoldId, type TestLedger } from '../support/ledger.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newTerminal,
  recordOf,
  tamper,
  type LedgerBench,
} from '../support/ledgerBackends.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';

const memberOf = async (ledger: TestLedger, id: string): Promise<TransactionMember> => {
  const { memberId, cardToken } = await recordOf(ledger, id);
  return { kind: 'member', memberId, cardToken };
};

const pointsOf = async ({ ledger }: LedgerBench, id: string) =>
  (await recordOf(ledger, id)).balancePoints;

/** Complaints about other systems, each shown not to hold here, on the real ledger. */
describeOnBoth('complaint', (bench) => {
  it('offline retry doubles points', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000060');
    const member = await memberOf(ledger, 'M0000060');
    const offline = Array.from({ length: 6 }, () => terminal.seal({ member }));
    for (const [from, to] of [
      [0, 2],
      [0, 4],
      [1, 6],
      [0, 6],
      [5, 6],
    ] as const) {
      expect((await terminal.push(offline.slice(from, to))).stopped).toBeNull();
    }
    expect(await pointsOf(bench(), 'M0000060')).toBe(before + 600);
  });

  it('time-out after success duplicates', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000061');
    const member = await memberOf(ledger, 'M0000061');
    const proxy = await startFaultyProxy(() => ledger.url);
    try {
      proxy.setFault('answerLost');
      const sale = terminal.seal({ member });
      const holdId = newHoldId();
      await expect(terminal.at(proxy.url, () => terminal.push([sale]))).rejects.toThrow();
      await expect(
        terminal.at(proxy.url, () => terminal.placeHold(holdId, 'M0000061', 100)),
      ).rejects.toThrow();
      expect((await terminal.push([sale])).results).toEqual([
        { sequence: 1, outcome: 'duplicate' },
      ]);
      expect((await terminal.placeHold(holdId, 'M0000061', 100)).value).toMatchObject({
        state: 'pending',
      });
      expect(await recordOf(ledger, 'M0000061')).toMatchObject({
        balancePoints: before + 100 - 100,
        heldPoints: 100,
      });
    } finally {
      await proxy.close();
    }
  });

  it('two windows drain one queue', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000062');
    const member = await memberOf(ledger, 'M0000062');
    const queue = Array.from({ length: 30 }, () => terminal.seal({ member }));
    const drain = async (batch: number) => {
      for (let from = 0; from < queue.length; from += batch) {
        await terminal.push(queue.slice(0, from + batch));
      }
    };
    await Promise.all([drain(10), drain(7), drain(30)]);
    expect(await pointsOf(bench(), 'M0000062')).toBe(before + 3000);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('card merged on the ledger while a terminal is offline', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const member = await memberOf(ledger, 'M0000064');
    const offline = [terminal.seal({ member }), terminal.seal({ member })];
    const before = (await pointsOf(bench(), 'M0000063')) + (await pointsOf(bench(), 'M0000064'));
    await mergeMembers(ledger.context, 'M0000063', 'M0000064');
    expect((await terminal.push(offline)).results.map(({ outcome }) => outcome)).toEqual([
      'posted',
      'posted',
    ]);
    expect(await pointsOf(bench(), 'M0000063')).toBe(before + 200);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'memberMerged', status: 'open' },
      { reason: 'memberMerged', status: 'open' },
    ]);
  });

  it('replayed disk image', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000065');
    const member = await memberOf(ledger, 'M0000065');
    const common = terminal.seal({ member });
    const image = terminal.head;
    await terminal.push([common, terminal.seal({ member }), terminal.seal({ member })]);
    terminal.head = image;
    const replayed = [1, 2, 3, 4].map(() => terminal.seal({ member }));
    const contact = await terminal.push([common, ...replayed.slice(0, 2)]);
    expect(contact.stopped?.code).toBe('ledgerAhead');
    expect(await pointsOf(bench(), 'M0000065')).toBe(before + 300);

    const code = `AGAIN-${terminal.terminalId}`;
    const inAnHour = new Date(ledger.context.clock.nowMs() + 3_600_000);
    await ledger.context.sql.transaction('write', (session) =>
      issueEnrolmentCode(session, code, terminal.terminalId, inAnHour),
    );
    const renewed = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
    expect((await renewed.enrol(code)).value?.head.sequence).toBe(3);
    const outcomes = async () =>
      (await renewed.pushRaw([common, ...replayed], PUSH_CARRIED_PATH)).results.map(
        ({ outcome }) => outcome,
      );
    const firstTime = ['duplicate', 'duplicate', 'duplicate', 'posted', 'posted'];
    expect(await outcomes()).toEqual(firstTime);
    expect(await outcomes()).toEqual(firstTime.map(() => 'duplicate'));
    expect((await renewed.push([renewed.seal({ member })])).results).toMatchObject([
      { sequence: 4, outcome: 'posted' },
    ]);
    expect(await pointsOf(bench(), 'M0000065')).toBe(before + 800);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true, breaksInChains: [] });
  });

  it('member blocked while a terminal is offline', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000066');
    const offline = terminal.seal({ member: await memberOf(ledger, 'M0000066') });
    await tamper(ledger, `UPDATE member SET status = 'blocked' WHERE member_id = 'M0000066'`);
    expect((await terminal.push([offline])).results).toMatchObject([{ outcome: 'posted' }]);
    expect(await pointsOf(bench(), 'M0000066')).toBe(before + 100);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'memberBlocked', status: 'open' },
    ]);
    const hold = await terminal.placeHold(newHoldId(), 'M0000066', 100);
    expect(hold.error).toMatchObject({ code: 'memberBlocked' });
  });

  it('reused id discards the next sale', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await pointsOf(bench(), 'M0000067');
    const member = await memberOf(ledger, 'M0000067');
    const first = terminal.seal({ member });
    const second = terminal.seal({ member });
    const reusing = terminal.sealBody({
      ...second.body,
      transactionId: first.body.transactionId,
    });
    terminal.head = { sequence: 2, hash: reusing.hash };
    const third = terminal.seal({ member });
    const answer = await terminal.push([first, reusing, third]);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual([
      'posted',
      'quarantined',
      'posted',
    ]);
    expect(await pointsOf(bench(), 'M0000067')).toBe(before + 200);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'idReused', status: 'open' },
    ]);
  });
});
