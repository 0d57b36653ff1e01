import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_CLOCK_MARGIN_MS, type Lease } from '../../../src/domain/lease.ts';
import { fail, ok, type Result } from '../../../src/domain/result.ts';
import type { LeasesRequest } from '../../../src/protocol/leases.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { createLedgerLine, type LedgerLine } from '../../../src/sync/ledgerLine.ts';
import { startLeases, type LeaseKeeping } from '../../../src/sync/startLeases.ts';
import { parseAnswer } from '../../../src/sync/hostTransport.ts';
import { exchangeSchemas } from '../../../src/protocol/exchange.ts';
import { seededRandom } from '../../support/ports.ts';
import { KitJournal, kitTimers, openReplica } from '../../support/replicaKit.ts';
import { waitUntil } from '../../support/waitUntil.ts';

const EXPIRES_MS = Date.parse('2026-11-23T10:00:00.000Z');

const leaseOf = (number: number, changes: Partial<Lease> = {}): Lease => ({
  leaseId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  memberId: `M${number}`,
  points: 600,
  spentPoints: 0,
  appliedSequence: 0,
  state: 'live',
  expiresAt: new Date(EXPIRES_MS).toISOString(),
  ...changes,
});

/** A ledger of leases only: it takes back what is given back, and can lose answers. */
class LeaseLedger {
  leases: Lease[] = [];
  readonly requests: LeasesRequest[] = [];
  /** So many answers are lost after the ledger did what it was asked. */
  lost = 0;
  /** What the ledger has applied; it takes nothing back before all that was sealed has come. */
  lastSequence = 0;

  answer(request: LeasesRequest): Result<unknown, { code: string; message: string }> {
    this.requests.push(request);
    if (request.lastSequence === this.lastSequence) {
      const given = request.givenBack.map(({ leaseId }) => leaseId);
      this.leases = this.leases.filter(({ leaseId }) => !given.includes(leaseId));
    }
    if (this.lost > 0) {
      this.lost -= 1;
      return fail({ code: 'timeout', message: 'no answer' });
    }
    return ok({
      leases: this.leases,
      appliedSequence: this.lastSequence,
      asOf: '2026-11-22T10:00:00.000Z',
    });
  }
}

let replica: Replica;
let ledger: LeaseLedger;
let line: LedgerLine;
let keeping: LeaseKeeping;
let nowMs = 0;

beforeEach(async () => {
  nowMs = EXPIRES_MS - 12 * 3_600_000;
  replica = await openReplica();
  ledger = new LeaseLedger();
  line = createLedgerLine(
    {
      exchange(operation, request) {
        const answer = ledger.answer(exchangeSchemas.leases.request.parse(request));
        return Promise.resolve(
          answer.ok
            ? parseAnswer(operation, answer.value)
            : fail({ kind: 'unavailable', ...answer.error }),
        );
      },
      onChanged: () => () => undefined,
      onConnection: (listener) => {
        listener(true);
        return () => undefined;
      },
    },
    kitTimers(),
    seededRandom(1),
  );
  keeping = start();
});
afterEach(async () => {
  keeping.close();
  line.close();
  await replica.close();
});

const start = () =>
  startLeases(replica, line, { nowMs: () => nowMs }, () => {
    throw new Error('the replica failed');
  });

const exchange = () => keeping.exchange();

const kept = () =>
  replica.leases.all.current().map(({ lease, givingBack }) => [lease.memberId, givingBack]);
const givenBackIn = (request: LeasesRequest | undefined) =>
  request?.givenBack.map(({ memberId }) => memberId);

describe('the keeping of leases', () => {
  it('asks for those whom the terminal served, and keeps what it is given', async () => {
    await replica.transactions.insert([new KitJournal().sell({ memberId: 'M7' })]);
    ledger.lastSequence = 1;
    ledger.leases = [leaseOf(7)];
    await exchange();
    expect(ledger.requests[0]).toEqual({
      lastSequence: 1,
      givenBack: [],
      kept: [],
      served: ['M7'],
    });
    expect(kept()).toEqual([['M7', false]]);
    await exchange();
    expect(ledger.requests.at(-1)).toMatchObject({ kept: [{ memberId: 'M7' }], served: [] });
  });

  it('gives a recalled lease back in the same round, and asks no more than twice', async () => {
    ledger.leases = [leaseOf(1)];
    await exchange();
    ledger.leases = [leaseOf(1, { state: 'recalled' })];
    ledger.requests.length = 0;
    await exchange();
    expect(ledger.requests.map(givenBackIn)).toEqual([[], ['M1']]);
    expect(kept()).toEqual([]);
    // A ledger that never takes it is not asked in a circle.
    ledger.leases = [leaseOf(2, { state: 'recalled' })];
    ledger.lastSequence = 9;
    ledger.requests.length = 0;
    await exchange();
    expect(ledger.requests).toHaveLength(2);
  });

  it('says again what it gives back until an answer shows that it was taken', async () => {
    ledger.leases = [leaseOf(1, { state: 'recalled' }), leaseOf(2)];
    await exchange();
    ledger.leases = [leaseOf(2, { state: 'recalled' })];
    await exchange();
    ledger.leases = [leaseOf(3)];
    await exchange();
    ledger.leases = [leaseOf(3, { state: 'recalled' })];
    await exchange();
    expect(kept()).toEqual([]);

    ledger.leases = [leaseOf(4)];
    await exchange();
    await replica.leases.giveBack([leaseOf(4).leaseId]);
    ledger.lost = 2;
    await exchange();
    await exchange();
    expect(kept()).toEqual([['M4', true]]);
    await exchange();
    expect(ledger.requests.slice(-3).map(givenBackIn)).toEqual([['M4'], ['M4'], ['M4']]);
    expect(kept()).toEqual([]);
  });

  it('gives back after a restart what it had noted before it', async () => {
    ledger.leases = [leaseOf(1), leaseOf(2)];
    await exchange();
    await replica.leases.giveBack([leaseOf(1).leaseId]);
    keeping.close();
    keeping = start();
    await exchange();
    expect(givenBackIn(ledger.requests.at(-1))).toEqual(['M1']);
    expect(kept()).toEqual([['M2', false]]);
  });

  it('of a replica that was wiped takes the ledger’s list, with what was spent from each', async () => {
    ledger.leases = [leaseOf(1, { spentPoints: 300 })];
    await exchange();
    expect(replica.leases.all.current()[0]?.lease.spentPoints).toBe(300);
    expect(kept()).toEqual([['M1', false]]);
  });

  it('gives back what has lapsed by the terminal’s clock, the margin early, and not before', async () => {
    ledger.leases = [leaseOf(1)];
    await exchange();
    nowMs = EXPIRES_MS - LEASE_CLOCK_MARGIN_MS - 1;
    await exchange();
    expect(kept()).toEqual([['M1', false]]);
    nowMs += 1;
    await exchange();
    expect(givenBackIn(ledger.requests.at(-1))).toEqual(['M1']);
    expect(kept()).toEqual([]);
  });

  it('does not spend again from what lapsed when the clock is set back', async () => {
    ledger.leases = [leaseOf(1)];
    await exchange();
    ledger.lastSequence = 5;
    nowMs = EXPIRES_MS;
    await exchange();
    nowMs = EXPIRES_MS - 12 * 3_600_000;
    await exchange();
    expect(kept()).toEqual([['M1', true]]);
  });

  it('says again what it gives back once the sale that was still under way has come', async () => {
    const journal = new KitJournal();
    ledger.leases = [leaseOf(1)];
    await exchange();
    await replica.transactions.insert([journal.sell({ memberId: 'M9' })]);
    ledger.leases = [leaseOf(1, { state: 'recalled' })];
    ledger.lastSequence = 0;
    await exchange();
    expect(kept()).toEqual([['M1', true]]);
    ledger.lastSequence = 1;
    ledger.requests.length = 0;
    await replica.state.update(() => ({ acknowledgedSequence: 1 }));
    await waitUntil('the lease to go', () => kept().length === 0);
    expect(givenBackIn(ledger.requests[0])).toEqual(['M1']);
  });
});
