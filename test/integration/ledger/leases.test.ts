import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authoriseFromLease, leaseLeftPoints, type Lease } from '../../../src/domain/lease.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { declareLost } from '../../../src/ledger/leases/declareLost.ts';
import { leaseRequestOf, leasesToGiveBack } from '../../../src/sync/leaseRequest.ts';
import type { KeptLease } from '../../../src/replica/leaseStore.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newStore,
  newTerminal,
  recordOf,
  tamper,
  type TrueRecord,
} from '../../support/ledgerBackends.ts';
import {
  newHoldId,
  startLedger,
  testClock,
  type TestClock,
  type TestLedger,
} from '../../support/ledger.ts';
import { exchangeLeases as exchange, memberOf, spendFrom } from '../../support/ledgerLeases.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';

/** A terminal in a store where nobody is at home: it is leased only what its test asks for. */
const laneOfItsOwn = async (ledger: TestLedger) => newTerminal(ledger, await newStore(ledger));

const useAllotments = (ledger: TestLedger) =>
  tamper(ledger, `UPDATE programme SET document = document || '{"redemptionMode":"allotment"}'`);

const heldRow = z.object({ active: z.int(), held: z.int(), overdraft: z.int() });
async function accountsOf(ledger: TestLedger, memberId: string): Promise<z.infer<typeof heldRow>> {
  const [row] = await ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      heldRow,
      `SELECT active_points AS active, held_points AS held, overdraft_points AS overdraft FROM member
        WHERE member_id = $1`,
      [memberId],
    ),
  );
  return row!;
}

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
    expect(lost).toEqual({ leases: 1, points: lease!.points });
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

/** A till that decides as the real one does, by the domain's rules; the network is what the steps make of it. */
class OfflineTill {
  leases: KeptLease[] = [];
  readonly sealed: SealedTransaction[] = [];
  pushed = 0;
  readonly terminal: TestTerminal;
  readonly member: TrueRecord;
  readonly clock: TestClock;
  /** How far this till's clock is off. */
  readonly offsetMs: number;

  constructor(terminal: TestTerminal, member: TrueRecord, clock: TestClock, offsetMs: number) {
    this.terminal = terminal;
    this.member = member;
    this.clock = clock;
    this.offsetMs = offsetMs;
  }

  situation() {
    const latest = this.sealed.map(({ body }) => body).reverse();
    const lastSequence = this.terminal.head.sequence;
    const nowMs = this.clock.nowMs() + this.offsetMs;
    return { leases: this.leases, latest, lastSequence, nowMs };
  }

  spend(points: number): void {
    const { latest, nowMs } = this.situation();
    const lease = this.leases.find((one) => !one.givingBack)?.lease ?? null;
    const leftPoints = lease === null ? 0 : leaseLeftPoints(lease, latest);
    const asked = { points, memberStatus: 'active', leftPoints, nowMs } as const;
    const allowed = authoriseFromLease(lease, asked, Date.parse);
    if (allowed.ok) {
      this.sealed.push(spendFrom(this.terminal, this.member, allowed.value.leaseId, points));
    }
  }

  async push(): Promise<void> {
    if (this.pushed < this.sealed.length) {
      await this.terminal.push(this.sealed.slice(this.pushed));
    }
    this.pushed = this.sealed.length;
  }

  /** `answered` false: the ledger does what it is asked, and the till never hears of it. */
  async exchange(answered: boolean): Promise<void> {
    const ending = leasesToGiveBack(this.situation());
    this.leases = this.leases.map((one) =>
      ending.includes(one.lease.leaseId) ? { ...one, givingBack: true } : one,
    );
    const request = { ...leaseRequestOf(this.situation()), served: [this.member.memberId] };
    const answer = await exchange(this.terminal, request);
    if (answered) {
      const marked = this.leases.filter((one) => one.givingBack).map((one) => one.lease.leaseId);
      this.leases = answer.leases
        .filter(({ memberId }) => memberId === this.member.memberId)
        .map((lease) => ({ lease, givingBack: marked.includes(lease.leaseId) }));
    }
  }
}

const step = fc.record({
  action: fc.constantFrom(
    'spend',
    'spend',
    'spend',
    'push',
    'exchange',
    'exchange',
    'lostAnswer',
    'elsewhere',
    'time',
    'wiped',
  ),
  till: fc.nat({ max: 1 }),
  points: fc.integer({ min: 2, max: 8 }).map((steps) => steps * 100),
});

describe('invariant 5: nothing is overspent from allotments', () => {
  let ledger: TestLedger | null = null;
  const clock = testClock();
  beforeAll(async () => {
    ledger = await startLedger({ clock, members: 300 });
    await useAllotments(ledger);
  });
  afterAll(async () => ledger?.close());

  it('by two tills that are offline as they like, with recalls, lost answers, lapses, wiped replicas and wrong clocks', async () => {
    const real = ledger!;
    const elsewhere = await laneOfItsOwn(real);
    let members = 20;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.integer({ min: -290_000, max: 290_000 }),
        async (steps, offsetMs) => {
          members += 1;
          const memberId = `M${String(members).padStart(7, '0')}`;
          await tamper(real, `UPDATE member SET status = 'active' WHERE member_id = $1`, [
            memberId,
          ]);
          const member = await recordOf(real, memberId);
          const tills = [
            new OfflineTill(await laneOfItsOwn(real), member, clock, offsetMs),
            new OfflineTill(await laneOfItsOwn(real), member, clock, -offsetMs),
          ];
          for (const { action, till, points } of steps) {
            const chosen = tills[till]!;
            switch (action) {
              case 'spend':
                chosen.spend(points);
                break;
              case 'push':
                await chosen.push();
                break;
              case 'exchange':
                await chosen.exchange(true);
                break;
              case 'lostAnswer':
                await chosen.exchange(false);
                break;
              case 'elsewhere': {
                const holdId = newHoldId();
                const held = await elsewhere.placeHold(holdId, memberId, points);
                if (held.value !== null) {
                  const authorisation = { kind: 'hold', holdId } as const;
                  const redemption = { points, valueMinor: points, authorisation };
                  const sale = { member: memberOf(member), amountMinor: points, redemption };
                  await elsewhere.push([elsewhere.seal(sale)]);
                }
                break;
              }
              case 'time':
                clock.advance(points * 60_000);
                break;
              case 'wiped':
                chosen.leases = [];
                break;
            }
          }
          for (const till of tills) {
            await till.push();
            expect(await exceptionsOf(real, till.terminal.terminalId)).toEqual([]);
          }
          expect((await accountsOf(real, memberId)).overdraft).toBe(0);
          for (const till of tills) {
            clock.advance(25 * 3_600_000);
            await till.exchange(true);
            await till.exchange(true);
            till.leases = till.leases.map((one) => ({ ...one, givingBack: true }));
            await till.exchange(true);
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(await exceptionsOf(real, elsewhere.terminalId)).toEqual([]);
    expect(await audit(real.context.sql)).toMatchObject({ sum: 0, ok: true });
  }, 240_000);
});
