import pg from 'pg';
import { z } from 'zod';
import { arrayLiteral } from '../../src/ledger/storage/arrayLiteral.ts';
import type { Sql, SqlSession } from '../../src/ledger/storage/sql.ts';
import { MAXIMUM_PUSH_BATCH } from '../../src/protocol/push.ts';

/** The tables that a pushed sale brings rows to, and which of their columns names its transaction. */
const TABLES = [
  { table: 'terminal_transaction', id: 'transaction_id' },
  { table: 'entry', id: 'entry_id' },
  { table: 'posting', id: 'entry_id' },
  { table: 'points_lot', id: 'entry_id' },
  { table: 'lot_movement', id: 'entry_id' },
] as const;

/**
 * Into what the rows are inserted again. `same`: tables with the same columns, constraints, indexes and partitions, and
 * balances and heads are written as well. `lean`: tables with columns and a primary key and nothing else, not partitioned, and
 * only what is inserted.
 */
export type BareKind = 'same' | 'lean';

/** What writing the same rows without the ledger took. */
export interface BareInserts {
  /** Inserted, and with `same` also updated. */
  readonly rows: number;
  readonly transactions: number;
  readonly ms: number;
}

interface Statement {
  readonly text: string;
  readonly columns: readonly (readonly (string | null)[])[];
}

/** The rows of one push, table by table. */
type Batch = Statement[];

const columnRow = z.object({ name: z.string(), type: z.string(), generated: z.boolean() });
type Column = z.infer<typeof columnRow>;

/** Makes the empty tables of `kind`. Before the measurement. */
export async function createBareTables(sql: Sql, kind: BareKind): Promise<void> {
  await sql.transaction('migration', async (session) => {
    for (const { table } of TABLES) {
      await (kind === 'same' ? createSame(session, table) : createLean(session, table));
    }
    if (kind === 'same') {
      await createSame(session, 'member');
      await session.run('INSERT INTO same_member SELECT * FROM member');
      await session.run('CREATE TABLE same_terminal (LIKE terminal INCLUDING ALL)');
      await session.run('INSERT INTO same_terminal SELECT * FROM terminal');
    }
    await session.run('ANALYZE');
  });
}

/**
 * Reads the rows that the ledger wrote for the transactions above `fromSequence` of every terminal, and writes them again
 * over `connections` connections: what one push wrote is one database transaction, each table's part one prepared
 * statement with an array for each column, as the ledger sends them.
 */
export async function bareInserts(
  databaseUrl: string,
  sql: Sql,
  kind: BareKind,
  connections: number,
  fromSequence: number,
): Promise<BareInserts> {
  const batches = new Map<string, Batch>();
  let rows = 0;
  let transactions = 0;
  for (const { table, id } of TABLES) {
    const count = await readInto(batches, sql, kind, table, id, fromSequence);
    rows += count;
    transactions = table === 'terminal_transaction' ? count : transactions;
  }
  if (kind === 'same') {
    rows += await readBalancesInto(batches, sql, fromSequence);
  }
  const clients = Array.from(
    { length: connections },
    () => new pg.Client({ connectionString: databaseUrl }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  const queue = [...batches].sort(([left], [right]) => (left < right ? -1 : 1)).values();
  const startedMs = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (const [, statements] of queue) {
        await client.query('BEGIN');
        for (const { text, columns } of statements) {
          const name = text.slice(0, 40);
          await client.query({ name, text, values: columns.map(arrayLiteral) });
        }
        await client.query('COMMIT');
      }
    }),
  );
  const ms = performance.now() - startedMs;
  await Promise.all(clients.map((client) => client.end()));
  return { rows, transactions, ms };
}

async function createSame(session: SqlSession, table: string): Promise<void> {
  const [key] = await session.rows(
    z.object({ by: z.string() }),
    'SELECT pg_get_partkeydef($1::regclass) AS by',
    [table],
  );
  await session.run(
    `CREATE TABLE same_${table} (LIKE ${table} INCLUDING ALL) PARTITION BY ${key?.by ?? ''}`,
  );
  const parts = await session.rows(
    z.object({ name: z.string(), bound: z.string() }),
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`,
    [table],
  );
  for (const { name, bound } of parts) {
    await session.run(`CREATE TABLE same_${name} PARTITION OF same_${table} ${bound}`);
  }
}

async function createLean(session: SqlSession, table: string): Promise<void> {
  const [key] = await session.rows(
    z.object({ columns: z.string() }),
    `SELECT substring(pg_get_constraintdef(oid) FROM '\\((.*)\\)') AS columns FROM pg_constraint
      WHERE conrelid = $1::regclass AND contype = 'p'`,
    [table],
  );
  await session.run(`CREATE TABLE lean_${table} (LIKE ${table})`);
  await session.run(`ALTER TABLE lean_${table} ADD PRIMARY KEY (${key?.columns ?? ''})`);
}

async function readInto(
  batches: Map<string, Batch>,
  sql: Sql,
  kind: BareKind,
  table: string,
  id: string,
  fromSequence: number,
): Promise<number> {
  return sql.transaction('inspection', async (session) => {
    const columns = (await columnsOf(session, table)).filter(({ generated }) => !generated);
    const names = columns.map(({ name }) => name);
    const found = await session.rows(
      z.record(z.string(), z.string().nullable()),
      `SELECT ${names.map((name) => `x.${name}::text AS ${name}`).join(', ')}, ${BATCH} AS batch
         FROM ${table} x JOIN terminal_transaction t ON t.transaction_id = x.${id}
        WHERE t.sequence > $1::int8 ORDER BY t.terminal_id, t.sequence`,
      [fromSequence],
    );
    const text = `INSERT INTO ${kind}_${table} (${names.join(', ')})
      SELECT ${columns.map(({ name, type }) => `${name}::${type}`).join(', ')}
        FROM unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS u(${names.join(', ')})`;
    addTo(batches, found, text, names);
    return found.length;
  });
}

/** A push writes each member's balance, and its terminal's head. */
async function readBalancesInto(
  batches: Map<string, Batch>,
  sql: Sql,
  fromSequence: number,
): Promise<number> {
  return sql.transaction('inspection', async (session) => {
    const balances = await session.rows(
      z.record(z.string(), z.string().nullable()),
      `SELECT DISTINCT ON (1, 2) ${BATCH} AS batch, m.member_id AS id, m.active_points::text AS points
         FROM terminal_transaction t JOIN member m ON m.member_id = t.member_id
        WHERE t.sequence > $1::int8 ORDER BY 1, 2`,
      [fromSequence],
    );
    const text = `UPDATE same_member m SET active_points = u.points::int8, change_xid = pg_current_xact_id()
       FROM unnest($1::text[], $2::text[]) AS u(id, points) WHERE m.member_id = u.id`;
    addTo(batches, balances, text, ['id', 'points']);
    const heads = await session.rows(
      z.record(z.string(), z.string().nullable()),
      `SELECT DISTINCT ON (1) ${BATCH} AS batch, t.terminal_id AS id, t.sequence::text AS sequence, t.hash
         FROM terminal_transaction t WHERE t.sequence > $1::int8 ORDER BY 1, t.sequence DESC`,
      [fromSequence],
    );
    const headText = `UPDATE same_terminal t SET last_sequence = u.sequence::int8, last_hash = u.hash
       FROM unnest($1::text[], $2::text[], $3::text[]) AS u(id, sequence, hash) WHERE t.terminal_id = u.id`;
    addTo(batches, heads, headText, ['id', 'sequence', 'hash']);
    return balances.length + heads.length;
  });
}

/** Names the push that brought a transaction; in the order of these names no two terminals’ pushes of a time lie far apart. */
const BATCH = `lpad(((t.sequence - 1) / ${MAXIMUM_PUSH_BATCH})::text, 8, '0') || ' ' || t.terminal_id`;

function columnsOf(session: SqlSession, table: string): Promise<Column[]> {
  return session.rows(
    columnRow,
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attgenerated <> '' OR attidentity <> '' AS generated
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
}

function addTo(
  batches: Map<string, Batch>,
  found: readonly Readonly<Record<string, string | null>>[],
  text: string,
  names: readonly string[],
): void {
  const parts = Map.groupBy(found, ({ batch }) => batch ?? '');
  for (const [name, part] of parts) {
    const columns = names.map((column) => part.map((row) => row[column] ?? null));
    const statements = batches.get(name) ?? [];
    batches.set(name, [...statements, { text, columns }]);
  }
}
