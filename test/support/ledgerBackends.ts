import { afterAll, beforeAll, describe } from 'vitest';
import { z } from 'zod';
import { GENESIS_HASH } from '../../src/domain/seal.ts';
import { memberRecordSchema } from '../../src/protocol/pullPages.ts';
import { issueEnrolmentCode } from '../../src/ledger/enrolment/enrolmentCode.ts';
import type { RunningLedger } from '../../src/ledger/startLedger.ts';
import type { SqlValue } from '../../src/ledger/storage/sql.ts';
import { startLedger, testClock, type TestClock, type TestLedger } from './ledger.ts';
import { TestTerminal } from './ledgerTerminal.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** A ledger under test with what tests need around it. */
export interface LedgerBench {
  readonly ledger: TestLedger;
  readonly clock: TestClock;
  /** The URL of its database, null for PGlite. */
  readonly databaseUrl: string | null;
  /** Its database server, null for PGlite. */
  readonly server: TestPostgres | null;
}

export const MEMBERS_UNDER_TEST = 1000;

/** Runs one suite against a ledger on PGlite and against one on a real PostgreSQL server. */
export function describeOnBoth(name: string, suite: (bench: () => LedgerBench) => void): void {
  describe(`${name} (PGlite)`, () => suite(useLedger('pglite')));
  describe(`${name} (PostgreSQL)`, () => suite(useLedger('postgres')));
}

/** Runs a suite against a ledger on a real PostgreSQL server, for what needs several connections. */
export function describeOnPostgres(name: string, suite: (bench: () => LedgerBench) => void): void {
  describe(`${name} (PostgreSQL)`, () => suite(useLedger('postgres')));
}

function useLedger(kind: 'pglite' | 'postgres'): () => LedgerBench {
  let bench: LedgerBench | null = null;
  let server: TestPostgres | null = null;
  beforeAll(async () => {
    const clock = testClock();
    server = kind === 'postgres' ? await startPostgres() : null;
    const databaseUrl = (await server?.createDatabase()) ?? null;
    const ledger = await startLedger({
      clock,
      members: MEMBERS_UNDER_TEST,
      ...(databaseUrl === null ? {} : { database: { kind: 'server', databaseUrl } }),
    });
    bench = { ledger, clock, databaseUrl, server };
  });
  afterAll(async () => {
    await bench?.ledger.close();
    await server?.stop();
  });
  return () => {
    if (bench === null) {
      throw new Error('the ledger has not started');
    }
    return bench;
  };
}

let terminals = 0;

let stores = 0;

/** A store of its own for a test, where nobody is at home yet. */
export async function newStore(ledger: RunningLedger): Promise<string> {
  stores += 1;
  const storeId = `SX${stores}`;
  await tamper(
    ledger,
    `INSERT INTO store (store_id, name, time_zone, day_end_minutes) VALUES ($1, $1, 'Europe/Berlin', 0)`,
    [storeId],
  );
  return storeId;
}

/** A terminal of its own for a test: known to the ledger, enrolled, at the start of its chain. */
export async function newTerminal(ledger: RunningLedger, storeId = 'S01'): Promise<TestTerminal> {
  terminals += 1;
  const terminalId = `X${terminals}`;
  const code = `TEST-${terminalId}`;
  await ledger.context.sql.transaction('write', async (session) => {
    await session.run(
      `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, $3, $1, 'awaiting', $2)`,
      [terminalId, GENESIS_HASH, storeId],
    );
    const inAnHour = new Date(ledger.context.clock.nowMs() + 3_600_000);
    await issueEnrolmentCode(session, code, terminalId, inAnHour);
  });
  const terminal = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
  const answer = await terminal.enrol(code);
  if (answer.value === null) {
    throw new Error(answer.error.message);
  }
  return terminal;
}

/** Runs a statement beside the ledger, e.g. to plant damage. */
export async function tamper(
  ledger: RunningLedger,
  text: string,
  values: readonly SqlValue[] = [],
): Promise<void> {
  await ledger.context.sql.transaction('write', (session) => session.run(text, values));
}

const recordRow = memberRecordSchema.extend({ heldPoints: z.int() });
export type TrueRecord = z.infer<typeof recordRow>;

/** Every linked card as it truly is, straight from the tables, ascending by token. */
export function trueRecords(ledger: RunningLedger): Promise<TrueRecord[]> {
  return ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      recordRow,
      `SELECT c.card_token AS "cardToken", m.member_id AS "memberId", m.display_name AS "displayName",
              c.card_label AS "cardLabel", m.tier_id AS "tierId", m.status,
              m.active_points - m.overdraft_points AS "balancePoints", m.held_points AS "heldPoints"
         FROM card c JOIN member m USING (member_id) WHERE NOT c.removed ORDER BY c.card_token`,
    ),
  );
}

/** The record of a member. */
export async function recordOf(ledger: RunningLedger, memberId: string): Promise<TrueRecord> {
  const found = (await trueRecords(ledger)).find((record) => record.memberId === memberId);
  if (found === undefined) {
    throw new Error(`no card of ${memberId}`);
  }
  return found;
}

const exceptionRow = z.object({
  reason: z.string(),
  status: z.string(),
  seenCount: z.int(),
  detail: z.string(),
});

/** The findings about a terminal, ascending by sequence. */
export function exceptionsOf(
  ledger: RunningLedger,
  terminalId: string,
): Promise<z.infer<typeof exceptionRow>[]> {
  return ledger.context.sql.transaction('snapshot', (session) =>
    session.rows(
      exceptionRow,
      `SELECT reason, status, seen_count AS "seenCount", detail FROM posting_exception
        WHERE terminal_id = $1 ORDER BY sequence, reason`,
      [terminalId],
    ),
  );
}
