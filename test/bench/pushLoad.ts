import { loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { verifyEd25519 } from '../../src/ledger/chain/crypto.ts';
import { MAXIMUM_PUSH_BATCH } from '../../src/protocol/push.ts';
import { openPostgres } from '../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../src/ledger/storage/sql.ts';
import { demoTerminals } from '../../src/ledger/demonstration/demoChain.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';
import { startPostgres } from '../support/postgres.ts';
import { startScript } from '../support/processes.ts';
import { bareInserts } from './bareInserts.ts';

const SEED = 1;
const MEMBERS = 20_000;
const START_TIMEOUT_MS = 60_000;

/** Pushing through the ledger beside inserting the very same rows without it. */
export interface PushFigures {
  readonly terminals: number;
  readonly transactions: number;
  readonly batch: number;
  readonly pushedPerSecond: number;
  /** Rows of all tables that a transaction brings, on average. */
  readonly rowsPerTransaction: number;
  readonly bareTransactionsPerSecond: number;
  /** pushed / bare */
  readonly ratio: number;
  /** How many signatures one thread can check, and do nothing else: each pushed transaction has one. */
  readonly verificationsPerSecond: number;
  readonly loadAverageBefore: number;
}

const memberRow = z.object({ member_id: z.string(), card_token: z.string() });

/** Members with their cards, in no telling order. */
export function someMembers(sql: Sql, count: number): Promise<z.infer<typeof memberRow>[]> {
  return sql.transaction('snapshot', (session) =>
    session.rows(
      memberRow,
      'SELECT member_id, card_token FROM card ORDER BY card_token LIMIT $1::int4',
      [count],
    ),
  );
}

/** A ledger process on the server of `databaseUrl`, with `members` members. */
export async function startLedgerOn(
  databaseUrl: string,
  members = MEMBERS,
): Promise<{ readonly url: string; stop(): Promise<unknown> }> {
  const options = ['--port', '0', '--demo', '--members', String(members), '--seed', String(SEED)];
  const process = startScript(join('scripts', 'ledger.ts'), options, {
    environment: { DATABASE_URL: databaseUrl },
  });
  const ready = await process.waitForLine(/ listens at (http\S+)/, START_TIMEOUT_MS);
  return { url: ready[1] ?? '', stop: () => process.stop() };
}

/** The demonstration's terminals, enrolled at the ledger. */
export async function enrolledTerminals(url: string, count: number): Promise<TestTerminal[]> {
  const terminals: TestTerminal[] = [];
  for (const { code } of demoTerminals(SEED).slice(0, count)) {
    const terminal = new TestTerminal(url);
    await terminal.enrol(code);
    terminals.push(terminal);
  }
  return terminals;
}

/** Seals batches beforehand, pushes them from several terminals at once, and inserts the same rows bare. */
export async function measurePush(terminals = 6, batchesEach = 40): Promise<PushFigures> {
  const [loadAverageBefore = NaN] = loadavg();
  const server = await startPostgres({ durable: true });
  const databaseUrl = await server.createDatabase();
  const ledger = await startLedgerOn(databaseUrl);
  const sql = openPostgres(databaseUrl);
  try {
    const members = await someMembers(sql, MEMBERS);
    const lanes = await enrolledTerminals(ledger.url, terminals);
    const load = lanes.map((terminal, lane) => ({
      terminal,
      batches: Array.from({ length: batchesEach + 1 }, (_, batch) =>
        Array.from({ length: MAXIMUM_PUSH_BATCH }, (_unused, index) => {
          const place = (lane * 7919 + batch * 104_729 + index * 31) % members.length;
          const member = members[place];
          return terminal.seal({
            amountMinor: 500 + index,
            member:
              member === undefined
                ? null
                : { kind: 'member', memberId: member.member_id, cardToken: member.card_token },
          });
        }),
      ),
    }));
    // The first batch of each warms up.
    await Promise.all(load.map(({ terminal, batches }) => terminal.push(batches[0] ?? [])));
    const startedMs = performance.now();
    await Promise.all(
      load.map(async ({ terminal, batches }) => {
        for (const batch of batches.slice(1)) {
          await terminal.push(batch);
        }
      }),
    );
    const pushMs = performance.now() - startedMs;
    const transactions = terminals * batchesEach * MAXIMUM_PUSH_BATCH;
    const bare = await bareInserts(databaseUrl, sql, terminals, (batchesEach + 1) * terminals);
    const pushedPerSecond = transactions / (pushMs / 1000);
    return {
      terminals,
      transactions,
      batch: MAXIMUM_PUSH_BATCH,
      pushedPerSecond,
      rowsPerTransaction: bare.rows / bare.transactions,
      bareTransactionsPerSecond: bare.transactions / (bare.ms / 1000),
      ratio: pushedPerSecond / (bare.transactions / (bare.ms / 1000)),
      verificationsPerSecond: verificationRate(
        load[0]?.terminal.publicKey ?? '',
        load[0]?.batches.flat() ?? [],
      ),
      loadAverageBefore,
    };
  } finally {
    await sql.close();
    await ledger.stop();
    await server.stop();
  }
}

function verificationRate(publicKey: string, sealed: readonly SealedTransaction[]): number {
  const startedMs = performance.now();
  const good = sealed.filter(({ hash, signature }) => verifyEd25519(publicKey, hash, signature));
  return good.length / ((performance.now() - startedMs) / 1000);
}
