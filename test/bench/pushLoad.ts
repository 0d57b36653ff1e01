import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { verifyEd25519 } from '../../src/ledger/chain/crypto.ts';
import { MAXIMUM_PUSH_BATCH, PUSH_PATH, pushResponseSchema } from '../../src/protocol/push.ts';
import { openPostgres } from '../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../src/ledger/storage/sql.ts';
import { demoTerminals } from '../../src/ledger/demonstration/demoChain.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';
import { startPostgres } from '../support/postgres.ts';
import { startScript } from '../support/processes.ts';
import { bareInserts, createBareTables } from './bareInserts.ts';
import { percentile } from './percentiles.ts';

const SEED = 1;
const MEMBERS = 20_000;
const START_TIMEOUT_MS = 60_000;

const TERMINALS = 6;
const ROUNDS = 5;
/** Pushes of each terminal in a round. */
const BATCHES = 12;

/** Pushing through the ledger, in turn with writing the very same rows without it. */
export interface PushFigures {
  readonly terminals: number;
  readonly rounds: number;
  readonly transactionsPerRound: number;
  readonly batch: number;
  /** Medians of the rounds, transactions a second. */
  readonly pushedPerSecond: number;
  readonly barePerSecond: number;
  readonly leanPerSecond: number;
  /** The median of the rounds' own ratios, pushed / bare. */
  readonly ratio: number;
  readonly ratioToLean: number;
  /** Rows that a transaction writes, on average. */
  readonly rowsPerTransaction: number;
  /** How many signatures one thread can check, and do nothing else: each pushed transaction has one. */
  readonly verificationsPerSecond: number;
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

type Batch = readonly SealedTransaction[];

/**
 * Rounds of pushes from several terminals at once, sealed beforehand; after each, its rows are written again without the
 * ledger. The first pushes of each terminal warm up.
 */
export async function measurePush(): Promise<PushFigures> {
  const server = await startPostgres({ durable: true });
  const databaseUrl = await server.createDatabase();
  const ledger = await startLedgerOn(databaseUrl);
  const sql = openPostgres(databaseUrl);
  try {
    const members = await someMembers(sql, MEMBERS);
    const lanes = await enrolledTerminals(ledger.url, TERMINALS);
    const sealRound = (round: number): Batch[][] =>
      lanes.map((terminal, lane) =>
        Array.from({ length: BATCHES }, (_, batch) =>
          sealBatch(terminal, members, lane * 7919 + (round * BATCHES + batch) * 104_729),
        ),
      );
    await pushAll(lanes, sealRound(0));
    await createBareTables(sql, 'same');
    await createBareTables(sql, 'lean');
    const rounds: { pushed: number; bare: number; lean: number; rows: number }[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const batches = sealRound(round);
      const fromSequence = round * BATCHES * MAXIMUM_PUSH_BATCH;
      const pushMs = await pushAll(lanes, batches);
      const bare = await bareInserts(databaseUrl, sql, 'same', TERMINALS, fromSequence);
      const lean = await bareInserts(databaseUrl, sql, 'lean', TERMINALS, fromSequence);
      rounds.push({
        pushed: bare.transactions / (pushMs / 1000),
        bare: bare.transactions / (bare.ms / 1000),
        lean: lean.transactions / (lean.ms / 1000),
        rows: bare.rows / bare.transactions,
      });
    }
    const median = (figure: (round: (typeof rounds)[number]) => number): number =>
      percentile(rounds.map(figure), 0.5);
    return {
      terminals: TERMINALS,
      rounds: ROUNDS,
      transactionsPerRound: TERMINALS * BATCHES * MAXIMUM_PUSH_BATCH,
      batch: MAXIMUM_PUSH_BATCH,
      pushedPerSecond: median(({ pushed }) => pushed),
      barePerSecond: median(({ bare }) => bare),
      leanPerSecond: median(({ lean }) => lean),
      ratio: median(({ pushed, bare }) => pushed / bare),
      ratioToLean: median(({ pushed, lean }) => pushed / lean),
      rowsPerTransaction: median(({ rows }) => rows),
      verificationsPerSecond: verificationRate(lanes[0]),
    };
  } finally {
    await sql.close();
    await ledger.stop();
    await server.stop();
  }
}

/** Seals sales of members that lie `from` and onwards in the list. */
export function sealBatch(
  terminal: TestTerminal,
  members: readonly z.infer<typeof memberRow>[],
  from: number,
): Batch {
  return Array.from({ length: MAXIMUM_PUSH_BATCH }, (_, index) => {
    const member = members[(from + index * 31) % members.length];
    return terminal.seal({
      amountMinor: 500 + index,
      member:
        member === undefined
          ? null
          : { kind: 'member', memberId: member.member_id, cardToken: member.card_token },
    });
  });
}

/**
 * Pushes each terminal's batches, all terminals at once; milliseconds. What a terminal does is kept small, for it shares the
 * processors with the ledger: requests go by node:http over one connection each, their bodies written out beforehand.
 */
async function pushAll(
  lanes: readonly TestTerminal[],
  batches: readonly (readonly Batch[])[],
): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const work = lanes.map((terminal, lane) => ({
    terminal,
    bodies: (batches[lane] ?? []).map((transactions) =>
      new TextEncoder().encode(JSON.stringify({ transactions })),
    ),
  }));
  const startedMs = performance.now();
  await Promise.all(
    work.map(async ({ terminal, bodies }) => {
      for (const body of bodies) {
        const answer = pushResponseSchema.parse(JSON.parse(await post(agent, terminal, body)));
        if (
          answer.results.length !== MAXIMUM_PUSH_BATCH ||
          answer.results.some(({ outcome }) => outcome !== 'posted')
        ) {
          const odd = answer.results.find(({ outcome }) => outcome !== 'posted');
          throw new Error(
            `a push was not posted whole: ${JSON.stringify([odd, answer.head, answer.stopped])}`,
          );
        }
      }
    }),
  );
  const ms = performance.now() - startedMs;
  agent.destroy();
  return ms;
}

function post(agent: Agent, terminal: TestTerminal, body: Uint8Array): Promise<string> {
  const signed = terminal.sign('POST', PUSH_PATH, body);
  return new Promise((resolve, reject) => {
    const asked = request(
      `${terminal.url}${PUSH_PATH}`,
      { agent, method: 'POST', ...signed },
      (response) => {
        text(response).then(resolve, reject);
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

function verificationRate(terminal: TestTerminal | undefined): number {
  const sealed = Array.from({ length: 1000 }, () => terminal?.seal());
  const startedMs = performance.now();
  const good = sealed.filter(
    (one) => one !== undefined && verifyEd25519(terminal?.publicKey ?? '', one.hash, one.signature),
  );
  return good.length / ((performance.now() - startedMs) / 1000);
}
