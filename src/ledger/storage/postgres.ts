import pg from 'pg';
import type { Sql, SqlSession } from './sql.ts';
import { withRetries } from './retry.ts';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
const LISTEN_RETRY_MS = 1000;
const INT8 = 20;

const settings = (databaseUrl: string): pg.ClientConfig => {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  return {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'loyalty-ledger',
    types,
  };
};

/** A PostgreSQL server behind a pool of at most 10 connections; statements time out after 15 s. */
export function openPostgres(databaseUrl: string): Sql {
  const pool = new pg.Pool({
    ...settings(databaseUrl),
    max: CONNECTIONS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  // An idle connection that dies is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    transaction: (mode, work) =>
      withRetries(async () => {
        const client = await pool.connect();
        let broken = false;
        const onError = (): void => {
          broken = true;
        };
        client.on('error', onError);
        try {
          await client.query(
            mode === 'snapshot' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN',
          );
          const value = await work(sessionOf(client));
          await client.query('COMMIT');
          return value;
        } catch (error) {
          await client.query('ROLLBACK').catch(onError);
          throw error;
        } finally {
          client.off('error', onError);
          client.release(broken);
        }
      }),
    script: (session, text) => session.run(text),
    listen: (channel, listener) => listenForever(databaseUrl, channel, listener),
    close: () => pool.end(),
  };
}

function sessionOf(client: pg.ClientBase): SqlSession {
  return {
    async rows(row, text, values = []) {
      const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
      return rows.map((value) => row.parse(value));
    },
    async run(text, values) {
      await (values === undefined ? client.query(text) : client.query(text, [...values]));
    },
  };
}

/** One connection that only listens; after a loss it comes back and says so by the empty payload. */
async function listenForever(
  databaseUrl: string,
  channel: string,
  listener: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let current: pg.Client | null = null;
  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...settings(databaseUrl), keepAlive: true });
    current = client;
    const lost = (): void => {
      if (!stopped && current === client) {
        current = null;
        timer = setTimeout(() => void connect().then(() => listener(''), lost), LISTEN_RETRY_MS);
        client.end().catch(() => undefined);
      }
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', (message) => listener(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch {
      lost();
    }
  };
  await connect();
  return async () => {
    stopped = true;
    if (timer !== null) {
      clearTimeout(timer);
    }
    await current?.end().catch(() => undefined);
  };
}
