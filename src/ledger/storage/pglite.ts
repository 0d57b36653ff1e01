import { fsyncSync } from 'node:fs';
import { PGlite, types } from '@electric-sql/pglite';
import { boundSession } from './boundSession.ts';
import { durableStartParams, passOnFsync, type Flush } from './durability.ts';
import { pgliteStatements, type PgliteStatements } from './pgliteStatements.ts';
import { withRetries } from './retry.ts';
import type { Sql, SqlSession, TransactionMode } from './sql.ts';

const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * An embedded PostgreSQL in `folder`, or in memory where it is null. Every commit is on the disk before it is
 * acknowledged. The caller holds the folder's lock: two processes on one folder would destroy it. `empty` is an empty
 * database as PGlite dumps it, for one in memory: to make one takes seconds.
 */
export async function openPglite(
  folder: string | null,
  flush: Flush = fsyncSync,
  empty: Blob | null = null,
): Promise<Sql> {
  const database = await PGlite.create({
    ...(empty === null ? {} : { loadDataDir: empty }),
    ...(folder === null ? {} : { dataDir: folder, startParams: durableStartParams }),
    relaxedDurability: false,
    parsers: { [types.INT8]: Number },
  });
  // Partitions spread tables over machines and disks; an embedded ledger has one of each, and starts sooner with few.
  await database.exec(`SET loyalty.partitions = '2'`);
  if (folder !== null) {
    passOnFsync(database, flush);
  }
  const statements = pgliteStatements(database);
  return {
    transaction: (mode, work) =>
      withRetries(() => database.runExclusive(() => inTransaction(statements, mode, work))),
    read: (row, text, values = []) =>
      withRetries(() => database.runExclusive(() => sessionOf(statements).rows(row, text, values))),
    async script(session, text) {
      await session.run(text);
    },
    async listen(channel, listener) {
      const stop = await database.listen(channel, listener);
      return async () => stop();
    },
    close: () => database.close(),
  };
}

async function inTransaction<Value>(
  statements: PgliteStatements,
  mode: TransactionMode,
  work: (session: SqlSession) => Promise<Value>,
): Promise<Value> {
  const isSnapshot = mode === 'snapshot' || mode === 'inspection';
  await statements.script(isSnapshot ? SNAPSHOT : 'BEGIN');
  const { session, end } = boundSession(sessionOf(statements));
  let value: Value;
  try {
    value = await work(session);
  } catch (error) {
    end();
    await statements.script('ROLLBACK');
    throw error;
  }
  end();
  if ((await statements.script('COMMIT')) !== 'COMMIT') {
    // PostgreSQL answers ROLLBACK, and no error, where a statement had failed and the work went on regardless.
    throw new Error('the transaction was rolled back: an error in it was overlooked');
  }
  return value;
}

function sessionOf(statements: PgliteStatements): SqlSession {
  return {
    async rows(row, text, values = []) {
      const found = await statements.query(text, values);
      return found.map((value) => row.parse(value));
    },
    async run(text, values) {
      // Without values the text may hold several statements.
      await (values === undefined ? statements.script(text) : statements.query(text, values));
    },
  };
}
