import pg from 'pg';
import { z } from 'zod';
import type { Sql } from '../../src/ledger/storage/sql.ts';

/** The tables that a pushed sale brings rows to. */
const TABLES = ['terminal_transaction', 'entry', 'posting', 'points_lot', 'lot_movement'] as const;

const columnRow = z.object({ name: z.string(), type: z.string() });

/** What inserting the same rows without the ledger took. */
export interface BareInserts {
  readonly rows: number;
  readonly transactions: number;
  readonly ms: number;
}

interface Statement {
  readonly text: string;
  readonly values: readonly (readonly (string | null)[])[];
}

/**
 * Reads the rows that the ledger wrote for pushed sales and inserts them again, in `batches` batches of one transaction
 * each over `connections` connections, into tables with the same columns and primary keys, and nothing else: no checks, no
 * references, no triggers, no other indexes.
 */
export async function bareInserts(
  databaseUrl: string,
  sql: Sql,
  connections: number,
  batches: number,
): Promise<BareInserts> {
  const work: Statement[][] = Array.from({ length: batches }, () => []);
  let rows = 0;
  let transactions = 0;
  for (const table of TABLES) {
    const { statements, count } = await statementsFor(sql, table, batches);
    statements.forEach((statement, index) => work[index]?.push(statement));
    rows += count;
    transactions = table === 'terminal_transaction' ? count : transactions;
  }
  const clients = Array.from(
    { length: connections },
    () => new pg.Client({ connectionString: databaseUrl }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  const queue = work.values();
  const startedMs = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (const statements of queue) {
        await client.query('BEGIN');
        for (const { text, values } of statements) {
          await client.query(text, [...values]);
        }
        await client.query('COMMIT');
      }
    }),
  );
  const ms = performance.now() - startedMs;
  await Promise.all(clients.map((client) => client.end()));
  return { rows, transactions, ms };
}

async function statementsFor(
  sql: Sql,
  table: (typeof TABLES)[number],
  batches: number,
): Promise<{ readonly statements: Statement[]; readonly count: number }> {
  return sql.transaction('migration', async (session) => {
    const columns = await session.rows(
      columnRow,
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    );
    const [key] = await session.rows(
      z.object({ columns: z.string() }),
      `SELECT substring(pg_get_constraintdef(oid) FROM '\\((.*)\\)') AS columns FROM pg_constraint
        WHERE conrelid = $1::regclass AND contype = 'p'`,
      [table],
    );
    await session.run(`CREATE TABLE bare_${table} (LIKE ${table})`);
    await session.run(`ALTER TABLE bare_${table} ADD PRIMARY KEY (${key?.columns ?? ''})`);
    const ofSales = table === 'terminal_transaction' ? '' : `WHERE entry_id <> 'opening'`;
    const found = await session.rows(
      z.record(z.string(), z.string().nullable()),
      `SELECT ${columns.map(({ name }) => `${name}::text AS ${name}`).join(', ')} FROM ${table} ${ofSales}`,
    );
    const size = Math.ceil(found.length / batches);
    const names = columns.map(({ name }) => name);
    const text = `INSERT INTO bare_${table} (${names.join(', ')})
      SELECT ${columns.map(({ name, type }) => `${name}::${type}`).join(', ')}
        FROM unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS u(${names.join(', ')})`;
    const statements = Array.from({ length: batches }, (_, batch) => {
      const part = found.slice(batch * size, (batch + 1) * size);
      return { text, values: names.map((name) => part.map((row) => row[name] ?? null)) };
    });
    return { statements, count: found.length };
  });
}
