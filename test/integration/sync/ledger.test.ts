import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownBalance } from '../../../src/domain/balance.ts';
import type { MemberView } from '../../../src/domain/member.ts';
import { decodeMemberRows } from '../../../src/domain/memberPage.ts';
import { memberDeltaPoints, type SealedTransaction } from '../../../src/domain/transaction.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import type { Sync } from '../../../src/sync/sync.ts';
import { memberCommands } from '../../../src/ledger/admin/memberCommands.ts';
import { replicaTillData } from '../../../src/renderer/app/replicaTillData.ts';
import { authoriseRedemption } from '../../../src/renderer/features/redeem/authoriseRedemption.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import { exceptionsOf } from '../../support/ledgerBackends.ts';
import { TestTerminal } from '../../support/ledgerTerminal.ts';
import { ledgerTransport, type TestTransport } from '../../support/ledgerTransport.ts';
import { openReplica, startKitSync } from '../../support/replicaKit.ts';
import { inStep, pushed } from '../../support/syncKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const deltaOf = ({ body }: SealedTransaction): number => memberDeltaPoints(body);

describe('a replica against a real ledger', () => {
  let ledger: TestLedger;
  let terminal: TestTerminal;
  let transport: TestTransport;
  let others: TestTerminal[];
  let replica: Replica;
  let sync: Sync;
  let members: MemberView[];

  beforeAll(async () => {
    ledger = await startLedger({ members: 600 });
    const enrolled = async (terminalId: string) => {
      const one = new TestTerminal(ledger.url);
      const answer = await one.enrol(ledger.codeOf(terminalId));
      expect(answer.error).toBeNull();
      return one;
    };
    terminal = await enrolled('T0101');
    others = [await enrolled('T0102'), await enrolled('T0201')];
    transport = ledgerTransport(terminal);
    replica = await openReplica();
    sync = await startKitSync(replica, transport);
    await inStep(sync);
    const pages = await replica.collections.memberPages.find().exec();
    members = pages.flatMap((page) => {
      const decoded = decodeMemberRows(page.rows);
      const { asOf, appliedSequence } = page;
      return decoded.ok ? decoded.value.map((row) => ({ ...row, asOf, appliedSequence })) : [];
    });
  });
  afterAll(async () => {
    await sync.close();
    await replica.close();
    await ledger.close();
  });

  const shown = async (cardToken: string) => {
    const view = await replica.members.memberByToken(cardToken);
    if (view === null) {
      throw new Error('the member is not known');
    }
    const own = await replica.transactions.ownTransactionsAbove(
      view.memberId,
      view.appliedSequence,
    );
    return shownBalance(view, own);
  };
  const memberOf = ({ memberId, cardToken }: MemberView) =>
    ({ kind: 'member', memberId, cardToken }) as const;
  const activeMember = (index: number): MemberView => {
    const found = members.filter(({ status }) => status === 'active')[index];
    if (found === undefined) {
      throw new Error(`the demonstration has no active member ${index}`);
    }
    return found;
  };

  it('has every card and all reference data after the first fill', () => {
    expect(members).toHaveLength(replica.state.current().generation?.totalCards ?? 0);
    expect(members.length).toBeGreaterThanOrEqual(600);
    expect(replica.reference.programmes.current().length).toBeGreaterThan(0);
    expect(replica.reference.operators.current().length).toBeGreaterThan(0);
    expect(replica.reference.setting.current()?.terminalCount).toBe(6);
    expect(sync.state.current().problem).toBeNull();
  });

  it('shows own sales at once, and the same once the ledger has them', async () => {
    const member = activeMember(0);
    const before = (await shown(member.cardToken)).shownPoints;
    const sold = [1, 2, 3].map(() => terminal.seal({ member: memberOf(member) }));
    const earned = sold.reduce((sum, sealed) => sum + deltaOf(sealed), 0);
    expect(earned).toBeGreaterThan(0);
    await replica.transactions.insert(sold);
    expect((await shown(member.cardToken)).shownPoints).toBe(before + earned);
    await pushed(sync);
    transport.announce(['accounts']);
    await inStep(sync);
    expect(await shown(member.cardToken)).toMatchObject({
      confirmedPoints: before + earned,
      provisionalPoints: 0,
    });
  });

  it('agrees with the ledger after several terminals sold to the same members', async () => {
    const [first, second] = [activeMember(1), activeMember(2)];
    const before = await Promise.all([first, second].map(({ cardToken }) => shown(cardToken)));
    const own = [first, second, first].map((member) => terminal.seal({ member: memberOf(member) }));
    await replica.transactions.insert(own);
    let elsewhere = 0;
    for (const other of others) {
      const sealed = other.seal({ member: memberOf(first), amountMinor: 2500 });
      elsewhere += deltaOf(sealed);
      expect((await other.push([sealed])).stopped).toBeNull();
    }
    await pushed(sync);
    transport.announce(['accounts']);
    const expected =
      (before[0]?.shownPoints ?? 0) + elsewhere + own.reduce((sum, one) => sum + deltaOf(one), 0);
    const ownToSecond = own[1] === undefined ? 0 : deltaOf(own[1]);
    await inStep(sync);
    expect((await shown(first.cardToken)).shownPoints).toBe(expected - ownToSecond);
    expect((await shown(second.cardToken)).shownPoints).toBe(
      (before[1]?.shownPoints ?? 0) + ownToSecond,
    );
  });

  it('keeps all balances through a refill', async () => {
    const tokens = [0, 1, 2, 3].map((index) => activeMember(index).cardToken);
    const before = await Promise.all(tokens.map(shown));
    await sync.refill();
    await waitUntil('the refill', () => replica.state.current().filling === null);
    await inStep(sync);
    const after = await Promise.all(tokens.map(shown));
    expect(after.map(({ shownPoints }) => shownPoints)).toEqual(
      before.map(({ shownPoints }) => shownPoints),
    );
  });

  it('lets a till refuse blocked members and removed cards offline, and earn as before', async () => {
    const [blocked, robbed] = [activeMember(5), activeMember(6)];
    const command = (name: string) => memberCommands.find((one) => one.name === name)!;
    const { context } = ledger;
    const readSecret = () => Promise.resolve('');
    const names = { 'first-name': 'Grace', 'family-name': 'Hopper', tier: blocked.tierId };
    const done = await Promise.all([
      command('member').run({
        context,
        words: [blocked.memberId],
        options: { ...names, status: 'blocked' },
        readSecret,
      }),
      command('remove-card').run({
        context,
        words: [robbed.memberId],
        options: { ending: robbed.cardLabel.slice(-4) },
        readSecret,
      }),
    ]);
    expect(done.map(({ ok }) => ok)).toEqual([true, true]);
    transport.announce(['accounts']);
    await inStep(sync);

    // From here on the ledger is not asked any more: it is the replica that knows.
    const till = replicaTillData(replica, () => false);
    expect(await till.memberByToken(robbed.cardToken)).toEqual({ kind: 'unknown' });
    const found = await till.memberByToken(blocked.cardToken);
    const programme = replica.reference.programmes.current()[0];
    if (found.kind !== 'found' || programme === undefined) {
      throw new Error('the replica knows the member and the programme');
    }
    const notAsked = { place: () => Promise.reject(new Error('asked')), release: () => undefined };
    const refused = await authoriseRedemption(notAsked, {
      points: programme.redemption.minimumPoints,
      totalMinor: 100_000,
      programme,
      member: found.member,
      online: false,
      stalenessMs: 0,
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'memberBlocked' } });

    const sold = [
      terminal.seal({ member: memberOf(blocked) }),
      terminal.seal({ member: { kind: 'unknownCard', cardToken: robbed.cardToken } }),
      // As a till that has not heard of it yet still sells.
      terminal.seal({ member: memberOf(robbed) }),
    ];
    await replica.transactions.insert(sold);
    await pushed(sync);
    transport.announce(['accounts']);
    await inStep(sync);
    expect((await shown(blocked.cardToken)).shownPoints).toBe(
      blocked.balancePoints + deltaOf(sold[0]!),
    );
    const flagged = await exceptionsOf(ledger, terminal.terminalId);
    expect(flagged.map(({ reason }) => reason)).toEqual([
      'memberBlocked',
      'unknownCard',
      'cardRemoved',
    ]);
  });
});
