import { createHash } from 'node:crypto';
import pg from 'pg';
import { arrayLiteral } from './arrayLiteral.ts';
import { boundSession } from './boundSession.ts';
import { listenForever } from './listenForever.ts';
import { clientSettings } from './postgresSettings.ts';
import type { Sql, SqlSession, SqlValue, TransactionMode } from './sql.ts';
import { isStalePlan, withRetries } from './retry.ts';

const CONNECTIONS = 10;
const STATEMENT_TIMEOUT_MS = 15_000;
/** For an answer that never comes, because the network swallowed it: longer than the server itself takes to give up. */
const ANSWER_TIMEOUT_MS = 20_000;
/** Work on whole tables may take as long as it takes; a connection that died is found by TCP keep-alive. */
const LONG_ANSWER_TIMEOUT_MS = 86_400_000;
/** Texts of statements whose names are kept: more than the ledger has. */
const MAXIMUM_NAMES = 1000;
/** What a migration waits for a table's lock, while every instance's statements wait behind it. */
const LOCK_TIMEOUT_MS = 60_000;

const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const BEGIN: Readonly<Record<TransactionMode, string>> = {
  write: 'BEGIN',
  snapshot: SNAPSHOT,
  inspection: `${SNAPSHOT}; SET LOCAL statement_timeout = 0`,
  migration: `BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`,
};

/**
 * A PostgreSQL server behind a pool of at most 10 connections; whoever gets none in 5 s is told that the database is away.
 * Statements time out after 15 s, except those of migrations and inspections.
 */
export function openPostgres(databaseUrl: string): Sql {
  const pool = new pg.Pool({
    ...clientSettings(databaseUrl),
    max: CONNECTIONS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    // Statements that do not wait for each other's answers go out at once.
    pipeline: true,
  });
  const nameOf = namesOfStatements();
  // An idle connection that dies is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    transaction: (mode, work) => withRetries(() => runOn(pool, mode, nameOf, work)),
    read: (row, text, values) =>
      withRetries(() => runOn(pool, null, nameOf, (session) => session.rows(row, text, values))),
    script: (session, text) => session.run(text),
    listen: (channel, listener) => listenForever(databaseUrl, channel, listener),
    close: () => pool.end(),
  };
}

/** Runs `work` on a connection, in a transaction of `mode`, or of each statement's own where it is null. */
async function runOn<Value>(
  pool: pg.Pool,
  mode: TransactionMode | null,
  nameOf: (text: string) => string,
  work: (session: SqlSession) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken = false;
  const onError = (): void => {
    broken = true;
  };
  client.on('error', onError);
  const isLong = mode === 'inspection' || mode === 'migration';
  const query = async (text: string, values?: readonly SqlValue[]): Promise<pg.QueryResult> => {
    const timeout = { query_timeout: isLong ? LONG_ANSWER_TIMEOUT_MS : ANSWER_TIMEOUT_MS };
    return client.query<Record<string, unknown>>({
      text,
      // The server keeps the plan: planning a statement over partitions takes longer than running it.
      ...(values === undefined || isLong ? {} : { name: nameOf(text) }),
      ...(values === undefined ? {} : { values: values.map(bound) }),
      ...timeout,
    });
  };
  const { session, end } = boundSession({
    rows: async (row, text, values = []) =>
      (await query(text, values)).rows.map((found) => row.parse(found)),
    async run(text, values) {
      await query(text, values);
    },
  });
  try {
    if (mode !== null) {
      await query(BEGIN[mode]);
    }
    const value = await work(session);
    end();
    const { command } = mode === null ? { command: 'COMMIT' } : await query('COMMIT');
    if (command !== 'COMMIT') {
      // PostgreSQL answers ROLLBACK, and no error, where a statement had failed and the work went on regardless.
      throw new Error('the transaction was rolled back: an error in it was overlooked');
    }
    return value;
  } catch (error) {
    end();
    // A connection that still owes an answer would give it to whoever uses it next.
    broken ||= isUnanswered(error) || isStalePlan(error);
    if (!broken && mode !== null) {
      await query('ROLLBACK').catch(onError);
    }
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Names prepared statements by their text; the ledger's statements are a bounded set. */
function namesOfStatements(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) {
      return known;
    }
    const name = createHash('sha256').update(text).digest('base64');
    if (names.size < MAXIMUM_NAMES) {
      names.set(text, name);
    }
    return name;
  };
}

function bound(value: SqlValue): string | number | boolean | Date | null {
  return isList(value) ? arrayLiteral(value) : value;
}

function isList(value: SqlValue): value is Extract<SqlValue, readonly unknown[]> {
  return Array.isArray(value);
}

function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
