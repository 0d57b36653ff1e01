import { z } from 'zod';
import { MAXIMUM_PUSH_BATCH } from '../../src/protocol/push.ts';
import { openPostgres } from '../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../src/ledger/storage/sql.ts';
import { startPostgres } from '../support/postgres.ts';
import { percentile } from './percentiles.ts';
import { enrolledTerminals, someMembers, startLedgerOn } from './pushLoad.ts';

const MEMBERS = 5000;
const BATCHES = 30;
const WARM_UP = 5;

/** What a push costs with more and more behind it; medians of batches of 100, milliseconds. */
export interface HistoryFigures {
  readonly entries10000: number;
  readonly entries100000: number;
  readonly entries1000000: number;
  /** The last beside the first. */
  readonly ratio: number;
}

/** Measures the same pushes with 10⁴, 10⁵ and 10⁶ entries in the ledger. */
export async function measureHistory(): Promise<HistoryFigures> {
  const server = await startPostgres();
  const databaseUrl = await server.createDatabase();
  const ledger = await startLedgerOn(databaseUrl, MEMBERS);
  const sql = openPostgres(databaseUrl);
  try {
    const members = await someMembers(sql, MEMBERS);
    const [terminal] = await enrolledTerminals(ledger.url, 1);
    if (terminal === undefined) {
      throw new Error('no terminal');
    }
    const pushMedian = async (): Promise<number> => {
      const durations: number[] = [];
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const sales = Array.from({ length: MAXIMUM_PUSH_BATCH }, (_, index) => {
          const member = members[(batch * 997 + index * 31) % members.length];
          const { member_id: memberId = '', card_token: cardToken = '' } = member ?? {};
          return terminal.seal({ member: { kind: 'member', memberId, cardToken } });
        });
        const startedMs = performance.now();
        await terminal.push(sales);
        durations.push(performance.now() - startedMs);
      }
      return percentile(durations.slice(WARM_UP), 0.5);
    };
    await growTo(sql, 10_000);
    const entries10000 = await pushMedian();
    await growTo(sql, 100_000);
    const entries100000 = await pushMedian();
    await growTo(sql, 1_000_000);
    const entries1000000 = await pushMedian();
    return { entries10000, entries100000, entries1000000, ratio: entries1000000 / entries10000 };
  } finally {
    await sql.close();
    await ledger.stop();
    await server.stop();
  }
}

/** Puts entries with their postings, lots that are spent and movements in, spread over all members. */
async function growTo(sql: Sql, entries: number): Promise<void> {
  await sql.transaction('migration', async (session) => {
    const [row] = await session.rows(
      z.object({ count: z.int() }),
      'SELECT count(*) AS count FROM entry',
    );
    const present = row?.count ?? 0;
    const added = [present, entries];
    const source = `generate_series($1::int4 + 1, $2::int4) AS i
      JOIN (SELECT member_id, row_number() OVER () - 1 AS place FROM member) AS m ON m.place = i % ${MEMBERS}`;
    await session.run(
      `INSERT INTO entry (member_id, entry_id, kind, posted_at, lot_rules) SELECT member_id, 'h/' || i, 'sale', now(), 1 FROM ${source}`,
      added,
    );
    await session.run(
      `INSERT INTO posting (member_id, entry_id, line_number, account, points)
       SELECT member_id, 'h/' || i, line, account, sign * 10
         FROM ${source} CROSS JOIN (VALUES (1, 'member:active', 1), (2, 'programme:issued', -1)) AS l(line, account, sign)`,
      added,
    );
    await session.run(
      `INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, vested, earned_points, remaining_points)
       SELECT member_id, 'h/' || i, 'h/' || i, now(), now(), true, 10, 0 FROM ${source}`,
      added,
    );
    await session.run(
      `INSERT INTO lot_movement (member_id, entry_id, lot_id, reason, points)
       SELECT member_id, 'h/' || i, 'h/' || i, 'earned', 10 FROM ${source}`,
      added,
    );
    await session.run('ANALYZE');
  });
}
