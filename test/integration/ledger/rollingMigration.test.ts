import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { postAdjustment } from '../../../src/ledger/exceptions/postAdjustment.ts';
import { migrate, SCHEMA_VERSION, SchemaTooNew } from '../../../src/ledger/migrations/migrate.ts';
import { openPostgres } from '../../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../../src/ledger/storage/sql.ts';
import { newTerminal, tamper } from '../../support/ledgerBackends.ts';
import { startLedger } from '../../support/ledger.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const MEMBERS = 200;
const BEFORE_PARTITIONS = 5;
/** The schema up to which ledgers of before may go on working. */
const PARTITIONED = 6;

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const countRow = z.object({ count: z.int() });

async function countOf(sql: Sql, text: string): Promise<number> {
  const [row] = await sql.transaction('snapshot', (session) => session.rows(countRow, text));
  return row?.count ?? -1;
}

/** What an instance of the schema before does all day: posts to members, and links cards as it knows how. */
async function workOn(sql: Sql, name: string, isOver: () => boolean): Promise<number> {
  let done = 0;
  while (!isOver() || done < 5) {
    const memberId = `M${done % MEMBERS}`;
    const adjustment = { memberId, entryId: `${name}/${done}`, points: (done % 7) + 1 };
    await sql.transaction('write', (session) => postAdjustment(session, adjustment, new Date()));
    await sql.transaction('write', (session) =>
      session.run(
        `INSERT INTO card (card_token, member_id, card_label) VALUES ($1, $2, '1')
         ON CONFLICT (card_token) DO UPDATE
           SET member_id = excluded.member_id, card_label = excluded.card_label, removed = false`,
        [`${name}-${done % 10}`, memberId],
      ),
    );
    done += 1;
  }
  return done;
}

describe('a ledger that migrates while others run', () => {
  it('moves the rows of growing tables and loses nothing of what instances of before write meanwhile and after', async () => {
    const databaseUrl = await server.createDatabase();
    const [old, another] = [openPostgres(databaseUrl), openPostgres(databaseUrl)];
    await migrate(old, BEFORE_PARTITIONS);
    await old.transaction('write', (session) =>
      session.run(
        `INSERT INTO member (member_id, first_name, family_name, display_name, tier_id, status)
         SELECT 'M' || i, 'A', 'B', 'A B.', 'basic', 'active' FROM generate_series(0, $1::int4 - 1) AS i`,
        [MEMBERS],
      ),
    );
    let isOver = false;
    const working = Promise.all([workOn(old, 'a', () => isOver), workOn(old, 'b', () => isOver)]);
    while ((await countOf(another, 'SELECT count(*) AS count FROM entry')) < 20);
    await Promise.all([
      migrate(another, PARTITIONED),
      migrate(openedBeside(databaseUrl), PARTITIONED),
    ]);
    const atMigration = await countOf(another, 'SELECT count(*) AS count FROM entry');
    while ((await countOf(another, 'SELECT count(*) AS count FROM entry')) < atMigration + 20);
    isOver = true;
    const done = await working;
    await migrate(another);
    expect(await audit(another)).toMatchObject({
      ok: true,
      members: MEMBERS,
      entries: done.reduce((sum, count) => sum + count, 0),
    });
    const differing = await countOf(
      another,
      `SELECT count(*) AS count FROM card c FULL JOIN member_card m USING (card_token, member_id)
        WHERE c.card_label IS DISTINCT FROM m.card_label OR c.removed IS DISTINCT FROM m.removed`,
    );
    expect(differing).toBe(0);
    await Promise.all([...beside.splice(0), old, another].map((sql) => sql.close()));
  });

  it('refuses work with a clear sentence once a newer ledger changed the schema beyond it, and does not start on it', async () => {
    const databaseUrl = await server.createDatabase();
    const database = { kind: 'server', databaseUrl } as const;
    const ledger = await startLedger({ database, members: 5 });
    const terminal = await newTerminal(ledger);
    await terminal.push([terminal.seal()]);
    const newer = [SCHEMA_VERSION + 1, 'of a newer ledger'];
    const insert = 'INSERT INTO schema_version (version, name, serves_from) VALUES ($1, $2, $3)';
    await tamper(ledger, insert, [...newer, SCHEMA_VERSION]);
    await terminal.push([terminal.seal()]);
    await tamper(ledger, 'DELETE FROM schema_version WHERE version > $1', [SCHEMA_VERSION]);
    await tamper(ledger, insert, [...newer, SCHEMA_VERSION + 1]);
    const late = terminal.seal();
    await expect(terminal.push([late])).rejects.toThrow(/unavailable A newer ledger/);
    expect((await fetch(`${ledger.url}/ready`)).status).toBe(503);
    const sql = openPostgres(databaseUrl);
    await expect(migrate(sql)).rejects.toThrow(SchemaTooNew);
    await sql.close();
    await tamper(ledger, 'DELETE FROM schema_version WHERE version > $1', [SCHEMA_VERSION]);
    expect((await terminal.push([late])).results).toMatchObject([{ outcome: 'posted' }]);
    await ledger.close();
  });
});

const beside: Sql[] = [];

function openedBeside(databaseUrl: string): Sql {
  const sql = openPostgres(databaseUrl);
  beside.push(sql);
  return sql;
}
