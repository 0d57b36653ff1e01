import type { z } from 'zod';

/** A value bound to a placeholder. Lists are bound as PostgreSQL arrays; JSON is bound as its text and cast. */
export type SqlValue =
  | string
  | number
  | boolean
  | Date
  | null
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly boolean[];

/** One connection, in or out of a transaction. Placeholders are $1, $2, …; int8 comes as number. */
export interface SqlSession {
  /** Runs one statement and gives its rows, each parsed by `row`. */
  rows<Row extends z.ZodType>(
    row: Row,
    text: string,
    values?: readonly SqlValue[],
  ): Promise<z.infer<Row>[]>;
  /** Runs one statement for its effect. */
  run(text: string, values?: readonly SqlValue[]): Promise<void>;
}

/**
 * How a transaction sees others: `snapshot` is read only and sees one moment throughout (REPEATABLE READ). `inspection` is
 * a snapshot and `migration` a write whose statements may take as long as whole tables take.
 */
export type TransactionMode = 'write' | 'snapshot' | 'inspection' | 'migration';

/**
 * The database as the ledger sees it, the same for PGlite and PostgreSQL. Throws `DatabaseUnavailable` where there is
 * no connection to be had; serialization failures and deadlocks are tried again a bounded number of times.
 */
export interface Sql {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. May run `work` again. */
  transaction<Value>(
    mode: TransactionMode,
    work: (session: SqlSession) => Promise<Value>,
  ): Promise<Value>;
  /** Runs one statement that only reads, without a transaction around it: it sees one moment by itself. */
  read<Row extends z.ZodType>(
    row: Row,
    text: string,
    values?: readonly SqlValue[],
  ): Promise<z.infer<Row>[]>;
  /** Runs a text of several statements without placeholders, in one transaction. For migrations. */
  script(session: SqlSession, text: string): Promise<void>;
  /** Hears notifications on `channel` until the returned function is called; also `''` after a gap in hearing. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The database cannot be reached or does not answer in time. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}
