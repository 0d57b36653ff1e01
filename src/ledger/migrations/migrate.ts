import { z } from 'zod';
import type { Sql, SqlSession } from '../storage/sql.ts';
import { migration0001 } from './migration0001.ts';
import { migration0002 } from './migration0002.ts';
import { migration0003 } from './migration0003.ts';
import { migration0004 } from './migration0004.ts';
import { migration0005 } from './migration0005.ts';
import { migration0006 } from './migration0006.ts';
import { migration0007 } from './migration0007.ts';
import { migration0008 } from './migration0008.ts';
import { migration0009 } from './migration0009.ts';
import { migration0010 } from './migration0010.ts';
import { migration0011 } from './migration0011.ts';
import type { Migration } from './migration.ts';

/** Every step, ascending. */
const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
];

/** The version that this code works with. */
export const SCHEMA_VERSION = migrations.length;

/** Any number will do, as long as every ledger uses the same one. */
const MIGRATION_LOCK = 724_001;

/** The schema is one that this code cannot work with. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';
}

const versionRow = z.object({ version: z.int(), serves_from: z.int() });

/** What the database has and whether this code may work with it. */
export interface SchemaState {
  readonly version: number;
  /** A sentence where a newer ledger changed the schema beyond this one's understanding; null where all is well. */
  readonly tooNew: string | null;
}

/** Reads where the schema stands. */
export async function schemaState(session: SqlSession): Promise<SchemaState> {
  const [row] = await session.rows(
    versionRow,
    'SELECT coalesce(max(version), 0) AS version, coalesce(max(serves_from), 0) AS serves_from FROM schema_version',
  );
  const { version = 0, serves_from: servesFrom = 0 } = row ?? {};
  return {
    version,
    tooNew:
      servesFrom > SCHEMA_VERSION
        ? `the database has schema ${version}, this ledger knows ${SCHEMA_VERSION}: start a newer ledger`
        : null,
  };
}

/**
 * Brings the schema to `SCHEMA_VERSION`, or to `target` where a test wants an earlier one; several processes may try at
 * once, and ledgers of an earlier schema may run meanwhile. Throws `SchemaTooNew`.
 */
export async function migrate(sql: Sql, target = SCHEMA_VERSION): Promise<void> {
  await sql.transaction('migration', async (session) => {
    await session.run(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await session.run(
      `CREATE TABLE IF NOT EXISTS schema_version (
         version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    await session.run('ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS serves_from integer');
    const { version: present, tooNew } = await schemaState(session);
    if (tooNew !== null) {
      throw new SchemaTooNew(tooNew);
    }
    for (const { version, name, text, servesFrom } of migrations.slice(present, target)) {
      await sql.script(session, text);
      await session.run(
        'INSERT INTO schema_version (version, name, serves_from) VALUES ($1, $2, $3)',
        [version, name, servesFrom ?? version],
      );
    }
  });
}
