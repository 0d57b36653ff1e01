import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authoriseFromLease, leaseLeftPoints, type Lease } from '../../../src/domain/lease.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { moveHomes } from '../../../src/ledger/leases/homeStore.ts';
import type { KeptLease } from '../../../src/replica/leaseStore.ts';
import { leaseRequestOf, leasesToGiveBack } from '../../../src/sync/leaseRequest.ts';
import {
  newHoldId,
  startLedger,
  testClock,
  type TestClock,
  type TestLedger,
} from '../../support/ledger.ts';
import { exceptionsOf, recordOf, tamper, type TrueRecord } from '../../support/ledgerBackends.ts';
import {
  accountsOf,
  exchangeLeases as exchange,
  laneOfItsOwn,
  memberOf,
  spendFrom,
  useAllotments,
} from '../../support/ledgerLeases.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';

/**
 * Deliberate bugs, each a slip that a till or a ledger could make: a property that one of them passes proves nothing. `spendsReturned`:
 * the till spends from what it gives back; `namesOldSequence`: it gives back while sales from it wait; `endsByTime`: the ledger takes a
 * lapsed lease back by its own clock; `keepsFree`: the ledger leases points and leaves them free for others, too.
 */
const bugs = ['spendsReturned', 'namesOldSequence', 'endsByTime', 'keepsFree'] as const;
type Bug = (typeof bugs)[number];

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
  readonly bug: Bug | null;

  constructor(
    terminal: TestTerminal,
    member: TrueRecord,
    clock: TestClock,
    offsetMs: number,
    bug: Bug | null,
  ) {
    this.terminal = terminal;
    this.member = member;
    this.clock = clock;
    this.offsetMs = offsetMs;
    this.bug = bug;
  }

  situation() {
    const latest = this.sealed.map(({ body }) => body).reverse();
    const lastSequence = this.terminal.head.sequence;
    const nowMs = this.clock.nowMs() + this.offsetMs;
    return { leases: this.leases, latest, lastSequence, nowMs };
  }

  #leaseToSpend(): Lease | null {
    if (this.bug === 'spendsReturned') {
      const lease = this.leases[0]?.lease;
      return lease === undefined ? null : { ...lease, state: 'live' };
    }
    return this.leases.find((one) => !one.givingBack)?.lease ?? null;
  }

  spend(points: number): void {
    const { latest, nowMs } = this.situation();
    const lease = this.#leaseToSpend();
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
    if (this.bug === 'namesOldSequence') {
      request.lastSequence = this.pushed;
    }
    const answer = await exchange(this.terminal, request);
    if (answered) {
      const kept = this.bug === 'spendsReturned' ? this.leases.filter((one) => one.givingBack) : [];
      const marked = this.leases.filter((one) => one.givingBack).map((one) => one.lease.leaseId);
      const told = answer.leases
        .filter(({ memberId }) => memberId === this.member.memberId)
        .map((lease) => ({ lease, givingBack: marked.includes(lease.leaseId) }));
      this.leases = [...kept, ...told];
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
    'moved',
    'wiped',
  ),
  till: fc.nat({ max: 1 }),
  points: fc.integer({ min: 2, max: 8 }).map((steps) => steps * 100),
});

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
const manySteps = fc.array(step, { minLength: 10, maxLength: 40 });
const offsets = fc.integer({ min: -290_000, max: 290_000 });

const at = (till: number, ...actions: Step['action'][]): Step[] =>
  actions.map((action) => ({ action, till, points: 200 }));

/** Steps that do no harm, but with the bug. */
const scripts: Record<Bug, readonly Step[]> = {
  spendsReturned: [
    ...at(0, 'moved', 'exchange'),
    ...at(1, 'moved'),
    ...at(0, 'exchange', 'exchange', 'spend', 'push'),
  ],
  namesOldSequence: [
    ...at(0, 'moved', 'exchange', 'spend'),
    ...at(1, 'moved'),
    ...at(0, 'exchange', 'exchange', 'push'),
  ],
  endsByTime: [
    ...at(0, 'exchange', 'spend'),
    { action: 'time', till: 0, points: 3000 },
    ...at(0, 'push'),
  ],
  keepsFree: [
    ...at(0, 'exchange', 'spend'),
    ...at(0, ...Array.from({ length: 9 }, () => 'elsewhere' as const), 'push'),
  ],
};

/** What a ledger with a bug does beside each request. */
async function spoil(ledger: TestLedger, memberId: string, bug: Bug): Promise<void> {
  if (bug === 'keepsFree') {
    await tamper(
      ledger,
      `UPDATE member SET active_points = active_points + held_points, held_points = 0 WHERE member_id = $1`,
      [memberId],
    );
  }
  if (bug === 'endsByTime') {
    await tamper(
      ledger,
      `UPDATE lease SET state = 'returned', ended_at = now()
        WHERE member_id = $1 AND ended_at IS NULL AND expires_at < $2`,
      [memberId, new Date(ledger.context.clock.nowMs())],
    );
  }
}

describe('invariant 5: nothing is overspent from allotments', () => {
  let ledger: TestLedger | null = null;
  const clock = testClock();
  beforeAll(async () => {
    ledger = await startLedger({ clock, members: 1200 });
    await useAllotments(ledger);
    // With so few points a lease is soon wanted back by somebody else.
    members = await ledger.context.sql.transaction('snapshot', async (session) =>
      (
        await session.rows(
          z.object({ id: z.string() }),
          `SELECT member_id AS id FROM member
            WHERE status = 'active' AND active_points BETWEEN 600 AND 1800 ORDER BY member_id`,
        )
      ).map(({ id }) => id),
    );
  });
  afterAll(async () => ledger?.close());

  let members: string[] = [];

  /** Plays the steps with two tills of a member of its own, and gives what was overspent or flagged. */
  async function play(
    elsewhere: TestTerminal,
    steps: readonly Step[],
    offsetMs: number,
    bug: Bug | null,
  ) {
    const real = ledger!;
    const memberId = members.pop() ?? '';
    const member = await recordOf(real, memberId);
    const tills = [
      new OfflineTill(await laneOfItsOwn(real), member, clock, offsetMs, bug),
      new OfflineTill(await laneOfItsOwn(real), member, clock, -offsetMs, bug),
    ];
    for (const one of steps) {
      await take(real, elsewhere, member, tills, one);
      await (bug === null ? undefined : spoil(real, memberId, bug));
    }
    const flagged: string[] = [];
    for (const till of tills) {
      await till.push();
      const found = await exceptionsOf(real, till.terminal.terminalId);
      flagged.push(...found.map(({ reason }) => reason));
    }
    const { overdraft } = await accountsOf(real, memberId);
    for (const till of bug === null ? tills : []) {
      clock.advance(25 * 3_600_000);
      await till.exchange(true);
      await till.exchange(true);
      till.leases = till.leases.map((one) => ({ ...one, givingBack: true }));
      await till.exchange(true);
    }
    return { overdraft, flagged };
  }

  async function take(
    real: TestLedger,
    elsewhere: TestTerminal,
    member: TrueRecord,
    tills: readonly OfflineTill[],
    { action, till, points }: Step,
  ): Promise<void> {
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
        const held = await elsewhere.placeHold(holdId, member.memberId, points);
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
      case 'moved': {
        const storeId = tills[till]?.terminal.enrolment?.store.storeId ?? null;
        await moveHomes(real.context, [{ memberId: member.memberId, storeId }]);
        break;
      }
      case 'wiped':
        chosen.leases = [];
        break;
    }
  }

  it('by two tills that are offline as they like, with recalls, moves, lost answers, lapses, wiped replicas and wrong clocks', async () => {
    const real = ledger!;
    const elsewhere = await laneOfItsOwn(real);
    await fc.assert(
      fc.asyncProperty(manySteps, offsets, async (steps, offsetMs) => {
        expect(await play(elsewhere, steps, offsetMs, null)).toEqual({ overdraft: 0, flagged: [] });
      }),
      { numRuns: 40 },
    );
    expect(await exceptionsOf(real, elsewhere.terminalId)).toEqual([]);
    expect(await audit(real.context.sql)).toMatchObject({ sum: 0, ok: true });
  }, 240_000);

  it.each(bugs)('would notice a bug: %s', async (bug) => {
    const elsewhere = await laneOfItsOwn(ledger!);
    const clean = { overdraft: 0, flagged: [] };
    expect(await play(elsewhere, scripts[bug], 0, null)).toEqual(clean);
    // A ledger may also stumble over what it did wrong, and refuse the push.
    const spoilt = await play(elsewhere, scripts[bug], 0, bug).catch(() => 'refused');
    expect(spoilt).not.toEqual(clean);
  });
});
