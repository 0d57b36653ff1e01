import { z } from 'zod';
import { audit } from '../../src/ledger/audit/audit.ts';
import { openPostgres } from '../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../src/ledger/storage/sql.ts';
import type { TestTerminal } from '../support/ledgerTerminal.ts';
import { startPostgres } from '../support/postgres.ts';
import { percentile } from './percentiles.ts';
import { enrolledTerminals, sealBatch, someMembers, startLedgerOn } from './pushLoad.ts';

const MEMBERS = 5000;
const SIZES = [10_000, 100_000, 1_000_000] as const;
const ROUNDS = 60;
const WARM_UP = 20;

/** What a push costs with more and more behind it; medians of batches of 100, milliseconds. */
export interface HistoryFigures {
  readonly rounds: number;
  readonly entries10000: number;
  readonly entries100000: number;
  readonly entries1000000: number;
  /** The medians of the rounds' own ratios to the ledger with the least behind it. */
  readonly ratio100000: number;
  readonly ratio1000000: number;
  /** What the audit of the largest, which looks at all of it, found. */
  readonly audit: string;
}

/** A ledger with so much behind it, and a terminal that pushes to it. */
interface Grown {
  readonly sql: Sql;
  readonly terminal: TestTerminal;
  readonly members: Awaited<ReturnType<typeof someMembers>>;
  stop(): Promise<unknown>;
}

/** Three ledgers on one server, with some 10⁴, 10⁵ and 10⁶ entries; pushes to them in turn, round by round. */
export async function measureHistory(): Promise<HistoryFigures> {
  const server = await startPostgres({ durable: true });
  const grown: Grown[] = [];
  try {
    for (const size of SIZES) {
      grown.push(await startGrown(await server.createDatabase(), size));
    }
    const rounds: number[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const durations: number[] = [];
      for (const { terminal, members } of grown) {
        const batch = sealBatch(terminal, members, round * 997);
        const startedMs = performance.now();
        await terminal.push(batch);
        durations.push(performance.now() - startedMs);
      }
      rounds.push(durations);
    }
    const counted = rounds.slice(WARM_UP);
    const medianOf = (place: number): number =>
      percentile(
        counted.map((round) => round[place] ?? NaN),
        0.5,
      );
    const ratioOf = (place: number): number =>
      percentile(
        counted.map((round) => (round[place] ?? NaN) / (round[0] ?? NaN)),
        0.5,
      );
    const largest = grown.at(-1);
    const report = largest === undefined ? null : await audit(largest.sql);
    return {
      rounds: counted.length,
      entries10000: medianOf(0),
      entries100000: medianOf(1),
      entries1000000: medianOf(2),
      ratio100000: ratioOf(1),
      ratio1000000: ratioOf(2),
      audit: `${report?.entries ?? 0} entries, ${report?.ok === true ? 'nothing wrong' : 'faults'}`,
    };
  } finally {
    for (const one of grown) {
      await one.stop();
    }
    await server.stop();
  }
}

async function startGrown(databaseUrl: string, entries: number): Promise<Grown> {
  const ledger = await startLedgerOn(databaseUrl, MEMBERS);
  const sql = openPostgres(databaseUrl);
  const stop = async (): Promise<void> => {
    await sql.close();
    await ledger.stop();
  };
  try {
    const members = await someMembers(sql, MEMBERS);
    const [terminal] = await enrolledTerminals(ledger.url, 1);
    if (terminal === undefined) {
      throw new Error('no terminal');
    }
    await grow(sql, entries);
    return { sql, terminal, members, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Puts pairs of adjustments in, spread over all members, until there are some `entries`: each gives points as a lot of its own
 * and takes them back, so that the audit agrees and balances stay.
 */
async function grow(sql: Sql, entries: number): Promise<void> {
  const present = await sql.transaction('snapshot', (session) =>
    session.rows(z.object({ count: z.int() }), 'SELECT count(*) AS count FROM entry'),
  );
  const pairs = Math.floor((entries - (present[0]?.count ?? 0)) / 2);
  // Ids spread as those of real sales do; in the order of the keys, which are filled faster so.
  const source = `(SELECT member_id, 'T0000:' || md5(i::text)::uuid AS id
                     FROM generate_series(1, $1::int4) AS i
                     JOIN (SELECT member_id, row_number() OVER () - 1 AS place FROM member) AS m ON m.place = i % ${MEMBERS}
                    ORDER BY 1, 2) AS h CROSS JOIN (VALUES ('', 10), ('/back', -10)) AS p(suffix, points)`;
  const statements = [
    `INSERT INTO entry (member_id, entry_id, kind, posted_at, lot_rules)
     SELECT member_id, id || suffix, 'adjustment', now(), 1 FROM ${source}`,
    `INSERT INTO posting (member_id, entry_id, line_number, account, points)
     SELECT member_id, id || suffix, line, account, sign * points
       FROM ${source} CROSS JOIN (VALUES (1, 'programme:adjustment', -1), (2, 'member:active', 1)) AS l(line, account, sign)`,
    `INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, vested, earned_points, remaining_points)
     SELECT member_id, id, id, now(), now(), true, 10, 0 FROM ${source} WHERE points > 0`,
    `INSERT INTO lot_movement (member_id, entry_id, lot_id, reason, points)
     SELECT member_id, id || suffix, id, CASE WHEN points > 0 THEN 'earned' ELSE 'takenBack' END, points FROM ${source}`,
  ];
  await Promise.all(
    statements.map((statement) =>
      sql.transaction('migration', async (session) => {
        // The trigger would remember millions of rows; the audit looks at the end.
        await session.run(`SET LOCAL session_replication_role = 'replica'`);
        await session.run(statement, [pairs]);
      }),
    ),
  );
  await sql.transaction('migration', (session) => session.run('ANALYZE'));
}
