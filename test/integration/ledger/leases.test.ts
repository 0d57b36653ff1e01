import { beforeAll, expect, it } from 'vitest';
import type { Lease } from '../../../src/domain/lease.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { declareLost } from '../../../src/ledger/leases/declareLost.ts';
import { newHoldId } from '../../support/ledger.ts';
import { describeOnBoth, exceptionsOf, recordOf, tamper } from '../../support/ledgerBackends.ts';
import {
  accountsOf,
  exchangeLeases as exchange,
  laneOfItsOwn,
  spendFrom,
  useAllotments,
} from '../../support/ledgerLeases.ts';

describeOnBoth('leases', (bench) => {
  beforeAll(() => useAllotments(bench().ledger));

  it('set part of a member’s points apart for one terminal, once however often it asks', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await laneOfItsOwn(ledger), await laneOfItsOwn(ledger)];
    const before = await recordOf(ledger, 'M0000002');
    const answers = await Promise.all(
      [1, 2, 3].map(() => exchange(terminal, { served: ['M0000002'] })),
    );
    const [lease] = (await exchange(terminal, { served: ['M0000002'] })).leases;
    answers.forEach((answer) => expect(answer.leases).toEqual([lease]));
    const half = Math.floor(before.balancePoints / 2);
    expect(lease?.points).toBe(Math.min(1000, half - (half % 100)));
    const accounts = await accountsOf(ledger, 'M0000002');
    expect(accounts.held).toBe(lease?.points);
    expect(accounts.active + accounts.held).toBe(before.balancePoints);
    const hold = await other.placeHold(newHoldId(), 'M0000002', before.balancePoints);
    expect(hold.error?.code).toBe('pointsLeased');
    const more = await other.placeHold(newHoldId(), 'M0000002', before.balancePoints + 100);
    expect(more.error?.code).toBe('insufficientPoints');
  });

  it('are recalled when somebody wants more than is free, and given back', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await laneOfItsOwn(ledger), await laneOfItsOwn(ledger)];
    const before = await recordOf(ledger, 'M0000003');
    await exchange(terminal, { served: ['M0000003'] });
    await other.placeHold(newHoldId(), 'M0000003', before.balancePoints);
    const [recalled] = (await exchange(terminal, {})).leases;
    expect(recalled?.state).toBe('recalled');
    expect((await exchange(terminal, { givenBack: nameOf(recalled!) })).leases).toEqual([]);
    const hold = await other.placeHold(newHoldId(), 'M0000003', before.balancePoints);
    expect(hold.value?.availablePoints).toBe(0);
  });

  it('are not taken back before everything that was sealed has come', async () => {
    const { ledger } = bench();
    const terminal = await laneOfItsOwn(ledger);
    const before = await recordOf(ledger, 'M0000004');
    const [lease] = (await exchange(terminal, { served: ['M0000004'] })).leases;
    const sale = spendFrom(terminal, before, lease!.leaseId, 300);
    expect((await exchange(terminal, { givenBack: nameOf(lease!) })).leases).toHaveLength(1);
    expect((await terminal.push([sale])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    expect((await exchange(terminal, { givenBack: nameOf(lease!) })).leases).toEqual([]);
    expect(await accountsOf(ledger, 'M0000004')).toEqual({
      active: before.balancePoints - 300,
      held: 0,
      overdraft: 0,
    });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('do not end by themselves: after their time the rest still waits for the terminal', async () => {
    const { ledger, clock } = bench();
    const terminal = await laneOfItsOwn(ledger);
    const before = await recordOf(ledger, 'M0000005');
    const [lease] = (await exchange(terminal, { served: ['M0000005'] })).leases;
    clock.advance(30 * 86_400_000);
    expect((await accountsOf(ledger, 'M0000005')).held).toBe(lease?.points);
    const sale = spendFrom(terminal, before, lease!.leaseId, 200);
    await terminal.push([sale]);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
    await exchange(terminal, { givenBack: nameOf(lease!), kept: nameOf(lease!) });
    expect((await accountsOf(ledger, 'M0000005')).held).toBe(0);
  });

  it('are renewed while they live', async () => {
    const { ledger, clock } = bench();
    const terminal = await laneOfItsOwn(ledger);
    const [lease] = (await exchange(terminal, { served: ['M0000008'] })).leases;
    clock.advance(20 * 3_600_000);
    const [renewed] = (await exchange(terminal, { kept: nameOf(lease!) })).leases;
    expect(Date.parse(renewed!.expiresAt)).toBe(clock.nowMs() + 86_400_000);
  });

  it('of a terminal declared lost are free again, flagged with what may have been spent', async () => {
    const { ledger } = bench();
    const terminal = await laneOfItsOwn(ledger);
    const before = await recordOf(ledger, 'M0000007');
    const [lease] = (await exchange(terminal, { served: ['M0000007'] })).leases;
    const lost = await declareLost(ledger.context, terminal.terminalId, 'back office');
    expect(lost).toEqual({ leases: 1, holds: 0, points: lease!.points });
    expect((await accountsOf(ledger, 'M0000007')).held).toBe(0);
    await terminal.push([spendFrom(terminal, before, lease!.leaseId, 200)]);
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ reason }) => reason)).toEqual([
      'terminalLost',
      'leaseNotLive',
    ]);
  });

  it('are named by what is spent beyond them, and by who is not their terminal', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await laneOfItsOwn(ledger), await laneOfItsOwn(ledger)];
    const before = await recordOf(ledger, 'M0000010');
    const [lease] = (await exchange(terminal, { served: ['M0000010'] })).leases;
    await terminal.push([spendFrom(terminal, before, lease!.leaseId, lease!.points + 100)]);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'leaseOverspent' },
    ]);
    await other.push([spendFrom(other, before, lease!.leaseId, 200)]);
    expect(await exceptionsOf(ledger, other.terminalId)).toMatchObject([
      { reason: 'leaseNotLive' },
    ]);
  });

  it('are called back where the store redeems otherwise, and none are granted', async () => {
    const { ledger } = bench();
    const terminal = await laneOfItsOwn(ledger);
    await exchange(terminal, { served: ['M0000011'] });
    await tamper(
      ledger,
      `INSERT INTO setting (terminal_id, document) SELECT $1, document || '{"redemptionMode":"online"}' FROM setting LIMIT 1`,
      [terminal.terminalId],
    );
    const { leases } = await exchange(terminal, { served: ['M0000012'] });
    expect(leases.map(({ memberId, state }) => [memberId, state])).toEqual([
      ['M0000011', 'recalled'],
    ]);
  });

  it('leave a ledger that balances', async () => {
    expect(await audit(bench().ledger.context.sql)).toMatchObject({ sum: 0, ok: true });
  });
});

const nameOf = ({ memberId, leaseId }: Lease) => [{ memberId, leaseId }];
