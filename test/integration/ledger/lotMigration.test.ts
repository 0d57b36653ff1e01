import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { migrate } from '../../../src/ledger/migrations/migrate.ts';
import { migration0001 } from '../../../src/ledger/migrations/migration0001.ts';
import { migration0002 } from '../../../src/ledger/migrations/migration0002.ts';
import { migration0003 } from '../../../src/ledger/migrations/migration0003.ts';
import { migration0004 } from '../../../src/ledger/migrations/migration0004.ts';
import { openPglite } from '../../../src/ledger/storage/pglite.ts';
import { openPostgres } from '../../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../../src/ledger/storage/sql.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const before = [migration0001, migration0002, migration0003, migration0004];

/** Members with what they had when balances could be negative: account sums by member. */
const MEMBERS = [
  { memberId: 'rich', active: 500, held: 200 },
  { memberId: 'empty', active: 0, held: 0 },
  { memberId: 'owing', active: -300, held: 0 },
  { memberId: 'both', active: -50, held: 100 },
];

const ENTRY = `INSERT INTO entry (member_id, entry_id, kind, posted_at) VALUES ($1, $2, 'opening', now())`;
const POSTING = `INSERT INTO posting (member_id, entry_id, line_number, account, points)
  VALUES ($1, $2, 1, 'member:active', $3), ($1, $2, 2, 'member:held', $4), ($1, $2, 3, 'programme:opening', $5)`;

/** A database as a ledger of before the lots left it. */
async function formerLedger(sql: Sql): Promise<void> {
  await sql.transaction('write', async (session) => {
    await session.run(
      `CREATE TABLE schema_version (
         version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    for (const { version, name, text } of before) {
      await sql.script(session, text);
      await session.run('INSERT INTO schema_version (version, name) VALUES ($1, $2)', [
        version,
        name,
      ]);
    }
    for (const { memberId, active, held } of MEMBERS) {
      await session.run(
        `INSERT INTO member (member_id, first_name, family_name, display_name, tier_id, status, active_points, held_points)
         VALUES ($1, 'A', 'B', 'A B.', 'basic', 'active', $2, $3)`,
        [memberId, active, held],
      );
      await session.run(ENTRY, [memberId, 'opening']);
      await session.run(POSTING, [memberId, 'opening', active, held, -active - held]);
    }
  });
}

const accountsRow = z.object({
  memberId: z.string(),
  active: z.int(),
  held: z.int(),
  overdraft: z.int(),
  lots: z.int(),
});

function suite(open: () => Promise<Sql>): void {
  let sql: Sql;
  beforeAll(async () => {
    sql = await open();
    await formerLedger(sql);
    await migrate(sql);
  });
  afterAll(() => sql.close());

  it('turns what members have into a lot, and what they owe into a debt', async () => {
    const rows = await sql.transaction('snapshot', (session) =>
      session.rows(
        accountsRow,
        `SELECT m.member_id AS "memberId", active_points AS active, held_points AS held, overdraft_points AS overdraft,
                coalesce((SELECT sum(remaining_points)::int8 FROM points_lot l WHERE l.member_id = m.member_id), 0) AS lots
           FROM member m ORDER BY 1`,
      ),
    );
    expect(rows).toEqual([
      { memberId: 'both', active: 0, held: 100, overdraft: 50, lots: 100 },
      { memberId: 'empty', active: 0, held: 0, overdraft: 0, lots: 0 },
      { memberId: 'owing', active: 0, held: 0, overdraft: 300, lots: 0 },
      { memberId: 'rich', active: 500, held: 200, overdraft: 0, lots: 700 },
    ]);
  });

  it('rewrites no history, and leaves a ledger that agrees', async () => {
    expect(await audit(sql)).toMatchObject({
      ok: true,
      sum: 0,
      balancesThatDiffer: [],
      lotsThatDiffer: [],
      unevenEntries: 0,
    });
  });

  it('keeps an instance of before from posting past the lots', async () => {
    const post = sql.transaction('write', (session) => session.run(ENTRY, ['rich', 'late']));
    await expect(post).rejects.toThrow(/lot_rules/);
  });
}

describe('the migration to lots (PGlite)', () => {
  suite(() => openPglite(null));
});

describe('the migration to lots (PostgreSQL)', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  suite(async () => openPostgres(await server.createDatabase()));
});
