import { expect, it } from 'vitest';
import { z } from 'zod';
import type { SaleBody } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { postOverlookedReturns } from '../../../src/ledger/jobs/postOverlookedReturns.ts';
import { settleLots } from '../../../src/ledger/jobs/settleLots.ts';
import { newHoldId, startLedger, type TestLedger } from '../../support/ledger.ts';
import { describeOnPostgres, newTerminal, type LedgerBench } from '../../support/ledgerBackends.ts';
import { DAY_MS, newMember, postedTo, publishLotRule } from '../../support/ledgerLots.ts';
import { seededRandom } from '../../support/ports.ts';

const EXPIRING = 21;
const MEMBERS = 40;
const PHASES = 6;
const ROUNDS = 3;
const BATCH = 8;

async function secondLedger({ clock, databaseUrl }: LedgerBench): Promise<TestLedger> {
  if (databaseUrl === null) {
    throw new Error('two ledgers need a server');
  }
  return startLedger({ clock, members: 1000, database: { kind: 'server', databaseUrl } });
}

describeOnPostgres('lots under two ledgers', (bench) => {
  it('vest and expire once, while both run the jobs at the same time', async () => {
    const { ledger, clock } = bench();
    const other = await secondLedger(bench());
    await publishLotRule(ledger, EXPIRING, {
      vestingDays: 1,
      expiryDays: 10,
      restoredLotGraceDays: 5,
    });
    const terminal = await newTerminal(ledger);
    const members = await Promise.all(Array.from({ length: MEMBERS }, () => newMember(ledger)));
    await terminal.push(
      members.map((member) => terminal.seal({ member, programmeVersion: EXPIRING })),
    );
    for (const days of [2, 10]) {
      clock.advance(days * DAY_MS);
      await Promise.all([ledger, other, ledger, other].map(({ context }) => settleLots(context)));
      await settleLots(other.context);
    }
    for (const { memberId } of members) {
      expect(await postedTo(ledger, memberId)).toEqual({
        'member:active': 0,
        'member:pending': 0,
        'programme:expired': 100,
        'programme:issued': -100,
      });
    }
    const [row] = await ledger.context.sql.transaction('snapshot', (session) =>
      session.rows(
        z.object({ count: z.int() }),
        `SELECT count(*) AS count FROM entry WHERE kind IN ('vesting', 'expiry')`,
      ),
    );
    expect(row?.count).toBe(2 * MEMBERS);
    await other.close();
  });

  it('agree after sales, redemptions, holds, returns in any order and jobs, all at once', async () => {
    const { ledger, clock } = bench();
    const other = await secondLedger(bench());
    const members = await Promise.all(Array.from({ length: 6 }, () => newMember(ledger)));
    const sold: SaleBody[] = [];
    const lanes = await Promise.all(
      [ledger, other, ledger, other].map(async (at, index) => ({
        terminal: await newTerminal(at),
        random: seededRandom(index + 1),
      })),
    );
    const work = async ({ terminal, random }: (typeof lanes)[number]): Promise<void> => {
      const pick = <Item>(items: readonly Item[]): Item =>
        items[Math.floor(random.next() * items.length)]!;
      for (let round = 0; round < ROUNDS; round += 1) {
        const holdId = newHoldId();
        const holder = pick(members);
        const held = await terminal.placeHold(holdId, holder.memberId, 200);
        const batch = Array.from({ length: BATCH }, (_, index) => {
          const member = pick(members);
          const returned = pick([...sold, null]);
          if (returned !== null && random.next() < 0.4) {
            return terminal.sealReturn(returned);
          }
          const authorisation =
            index === 0 && held.value !== null
              ? ({ kind: 'hold', holdId } as const)
              : ({
                  kind: 'standIn',
                  floorLimitPoints: 500,
                  confirmedPoints: 0,
                  asOf: new Date(0).toISOString(),
                } as const);
          const sale = terminal.seal({
            member: index === 0 ? holder : member,
            amountMinor: 1000 + 100 * Math.floor(random.next() * 50),
            programmeVersion: random.next() < 0.5 ? EXPIRING : 1,
            redemption:
              index === 0 || random.next() < 0.3
                ? { points: 200, valueMinor: 200, authorisation }
                : null,
          });
          // Some are returned elsewhere before they are pushed here.
          sold.push(sale.body);
          return sale;
        });
        await terminal.push(batch);
        if (random.next() < 0.2) {
          await terminal.voidHold(holdId, holder.memberId);
        }
      }
    };
    const runJobs = async ({ context }: TestLedger): Promise<void> => {
      for (let run = 0; run < ROUNDS; run += 1) {
        await settleLots(context);
        await postOverlookedReturns(context);
      }
    };
    for (let phase = 0; phase < PHASES; phase += 1) {
      await Promise.all([...lanes.map(work), runJobs(ledger), runJobs(other)]);
      clock.advance(2 * DAY_MS);
    }
    clock.advance(12 * DAY_MS);
    await settleLots(ledger.context);
    await postOverlookedReturns(ledger.context);
    const report = await audit(ledger.context.sql);
    expect(report).toMatchObject({
      ok: true,
      sum: 0,
      balancesThatDiffer: [],
      lotsThatDiffer: [],
      unevenEntries: 0,
      unpostedTransactions: 0,
    });
    const [waiting] = await ledger.context.sql.transaction('snapshot', (session) =>
      session.rows(z.object({ count: z.int() }), 'SELECT count(*) AS count FROM waiting_return'),
    );
    expect(waiting?.count).toBe(0);
    await other.close();
  });
});
