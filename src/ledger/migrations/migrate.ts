import { z } from 'zod';
import type { Sql } from '../storage/sql.ts';
import { migration0001 } from './migration0001.ts';
import { migration0002 } from './migration0002.ts';
import { migration0003 } from './migration0003.ts';
import { migration0004 } from './migration0004.ts';
import { migration0005 } from './migration0005.ts';

/** Every step, ascending. */
const migrations = [migration0001, migration0002, migration0003, migration0004, migration0005];

/** The version that this code works with. */
export const SCHEMA_VERSION = migrations.length;

/** Any number will do, as long as every ledger uses the same one. */
const MIGRATION_LOCK = 724_001;

/** The schema is newer than this code. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';
}

/** Brings the schema to `SCHEMA_VERSION`; several processes may try at once. Throws `SchemaTooNew`. */
export async function migrate(sql: Sql): Promise<void> {
  await sql.transaction('migration', async (session) => {
    await session.run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await session.run(
      `CREATE TABLE IF NOT EXISTS schema_version (
         version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const [row] = await session.rows(
      z.object({ version: z.int() }),
      'SELECT coalesce(max(version), 0) AS version FROM schema_version',
    );
    const present = row?.version ?? 0;
    if (present > SCHEMA_VERSION) {
      throw new SchemaTooNew(
        `the database has schema ${present}, this ledger knows ${SCHEMA_VERSION}: start a newer ledger`,
      );
    }
    for (const { version, name, text } of migrations.slice(present)) {
      await sql.script(session, text);
      await session.run('INSERT INTO schema_version (version, name) VALUES ($1, $2)', [
        version,
        name,
      ]);
    }
  });
}
