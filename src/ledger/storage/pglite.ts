import { fsyncSync } from 'node:fs';
import { PGlite, types, type Transaction } from '@electric-sql/pglite';
import { durableStartParams, passOnFsync, type Flush } from './durability.ts';
import type { Sql, SqlSession } from './sql.ts';
import { withRetries } from './retry.ts';

interface PgliteSession extends SqlSession {
  readonly script: (text: string) => Promise<void>;
}

/**
 * An embedded PostgreSQL in `folder`, or in memory where it is null. Every commit is on the disk before it is
 * acknowledged. The caller holds the folder's lock: two processes on one folder would destroy it.
 */
export async function openPglite(folder: string | null, flush: Flush = fsyncSync): Promise<Sql> {
  const database = await PGlite.create({
    ...(folder === null ? {} : { dataDir: folder, startParams: durableStartParams }),
    relaxedDurability: false,
    parsers: { [types.INT8]: Number },
  });
  // Partitions spread tables over machines and disks; an embedded ledger has one of each, and starts sooner with few.
  await database.exec(`SET loyalty.partitions = '2'`);
  if (folder !== null) {
    passOnFsync(database, flush);
  }
  const sessions = new WeakMap<SqlSession, PgliteSession>();
  return {
    transaction: (mode, work) =>
      withRetries(() =>
        database.transaction(async (transaction) => {
          if (mode === 'snapshot' || mode === 'inspection') {
            await transaction.exec('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
          }
          const session = sessionOf(transaction);
          sessions.set(session, session);
          return work(session);
        }),
      ),
    async script(session, text) {
      await sessions.get(session)?.script(text);
    },
    async listen(channel, listener) {
      const stop = await database.listen(channel, listener);
      return async () => stop();
    },
    close: () => database.close(),
  };
}

function sessionOf(transaction: Transaction): PgliteSession {
  return {
    async rows(row, text, values = []) {
      const { rows } = await transaction.query(text, [...values]);
      return rows.map((value) => row.parse(value));
    },
    async run(text, values = []) {
      await transaction.query(text, [...values]);
    },
    async script(text) {
      await transaction.exec(text);
    },
  };
}
