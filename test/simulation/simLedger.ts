import { fsyncSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../src/domain/ports.ts';
import type { Programme } from '../../src/domain/programme.ts';
import { assert } from '../../src/domain/assert.ts';
import { audit } from '../../src/ledger/audit/audit.ts';
import { readChain } from '../../src/ledger/chain/chain.ts';
import type { LedgerContext } from '../../src/ledger/chain/ledgerContext.ts';
import { seedDemonstration } from '../../src/ledger/demonstration/seedDemonstration.ts';
import { enrol } from '../../src/ledger/enrolment/enrol.ts';
import { expireHolds } from '../../src/ledger/holds/expireHolds.ts';
import { settleLots } from '../../src/ledger/jobs/settleLots.ts';
import { routes } from '../../src/ledger/http/routes.ts';
import { migrate } from '../../src/ledger/migrations/migrate.ts';
import { callOf } from '../../src/main/ledgerClient/exchangeRoutes.ts';
import { openPglite } from '../../src/ledger/storage/pglite.ts';
import { DatabaseUnavailable, type Sql } from '../../src/ledger/storage/sql.ts';
import { openChanges, type Changes } from '../../src/ledger/stream/changes.ts';
import type { AuditReport } from '../../src/protocol/demoAudit.ts';
import type { LedgerErrorCode } from '../../src/protocol/error.ts';
import type { StreamEvent } from '../../src/protocol/stream.ts';
import { exchangeSchemas, type ExchangeOperation } from '../../src/protocol/exchange.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';
import { giveLots } from './simLots.ts';
import { keepTemplate, restoreTemplate } from './ledgerTemplate.ts';
import { SIM_CHAIN, SIM_START_MS } from './simChain.ts';
import { regularsOf, simMembers } from './simMembers.ts';
import { simOffice, type SimOffice } from './simOffice.ts';
import { addTills, type SimTill } from './simTills.ts';
import { terminalKey } from './terminalKey.ts';
import type { VirtualTime } from './virtualTime.ts';

/** What an exchange came to at the ledger. */
export type LedgerAnswer =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: LedgerErrorCode; readonly message: string }
  /** The instance failed; whether its work was committed is not known to who asked. */
  | { readonly kind: 'failed' };

/** One instance of the ledger service. */
export interface LedgerInstance {
  exchange(operation: ExchangeOperation, terminalId: string, text: string): Promise<LedgerAnswer>;
  /** Hears what changed, as its stream would say it, and to which terminals; null for all. */
  onChanged(
    listener: (topics: StreamEvent['topics'], only: readonly string[] | null) => void,
  ): void;
  /** From here on the instance fails at its next `statement`-th statement, or right after a commit with 0. */
  crashAt(statement: number): void;
  runJobs(): Promise<void>;
  close(): Promise<void>;
}

const accountsSchema = z.object({
  active: z.int(),
  held: z.int(),
  pending: z.int(),
  debt: z.int(),
});
type Accounts = z.infer<typeof accountsSchema>;

/** The chain's database, with as many instances of the service on it as a run wants. */
export interface SimLedger {
  /** `onDefect` hears what the service throws and would answer with an internal error. */
  startInstance(time: VirtualTime, onDefect: (error: unknown) => void): Promise<LedgerInstance>;
  /** Brings the database back to how it was founded, with `programme` in the place of its first version. */
  reset(programme: Programme): Promise<void>;
  /** The people at the ledger. `close` ends their listening. */
  openOffice(time: VirtualTime): Promise<SimOffice & { close(): Promise<void> }>;
  /** Lets the ledger's clock jump ahead, from here on in this run. */
  skipMs(ms: number): void;
  /** The ledger's clock. */
  nowMs(time: VirtualTime): number;
  audit(): Promise<AuditReport>;
  /** What each member has and owes, by id. */
  accounts(): Promise<Map<string, Accounts>>;
  /** Up to which sequence the ledger has a terminal's transactions. */
  settledSequence(terminalId: string): Promise<number>;
  /** Reads outside of the service, for the checks. */
  query<Row extends z.ZodType>(row: Row, text: string): Promise<z.infer<Row>[]>;
}

const CODE_LIFETIME_MS = 3_600_000;

/**
 * Opens one embedded PostgreSQL in memory, which many runs use one after the other, and founds the chain with all of its
 * `tills` enrolled. Before virtual time begins.
 */
export async function openSimLedger(tills: readonly SimTill[]): Promise<SimLedger> {
  const sql = await openPglite(null, fsyncSync, await emptyDatabase());
  await migrate(sql);
  await sql.transaction('write', async (session) => {
    await session.run(`INSERT INTO meta (key, value) VALUES ('chain', $1)`, [
      JSON.stringify(SIM_CHAIN),
    ]);
    await seedDemonstration(session, SIM_CHAIN, SIM_START_MS);
    await giveLots(
      session,
      regularsOf(simMembers()).map(({ memberId }) => memberId),
      SIM_START_MS,
    );
    await addTills(session, tills, new Date(SIM_START_MS + CODE_LIFETIME_MS));
    // Every till pulls the catalogue at every start; a few products tell as much as many.
    await session.run(
      'DELETE FROM product WHERE product_id NOT IN (SELECT product_id FROM product ORDER BY product_id LIMIT 3)',
    );
  });
  const changes = await openChanges(sql);
  await enrolTerminals(sql, changes, tills);
  await changes.close();
  const tables = await keepTemplate(sql);
  // A statement's plan must not hang on how often earlier runs used it.
  await sql.transaction('write', (session) =>
    session.run(`SET plan_cache_mode = 'force_generic_plan'`),
  );
  let skippedMs = 0;
  return {
    async reset(programme) {
      skippedMs = 0;
      await restoreTemplate(sql, tables);
      await sql.transaction('write', (session) =>
        session.run('UPDATE programme SET document = $1::text::jsonb', [JSON.stringify(programme)]),
      );
    },
    async openOffice(time) {
      const changes = await openChanges(sql);
      const clock = { nowMs: () => time.nowMs() + skippedMs };
      return {
        ...simOffice({ sql, clock, chain: SIM_CHAIN, changes }),
        close: () => changes.close(),
      };
    },
    skipMs(ms) {
      skippedMs += ms;
    },
    startInstance: (time, onDefect) =>
      startInstance(sql, { nowMs: () => time.nowMs() + skippedMs }, onDefect),
    nowMs: (time) => time.nowMs() + skippedMs,
    audit: () => audit(sql),
    accounts: async () => {
      const rows = await sql.transaction('snapshot', (session) =>
        session.rows(
          accountsSchema.extend({ memberId: z.string() }),
          `SELECT member_id AS "memberId", active_points AS active, held_points AS held,
                  pending_points AS pending, overdraft_points AS debt FROM member`,
        ),
      );
      return new Map(rows.map(({ memberId, ...accounts }) => [memberId, accounts]));
    },
    settledSequence: async (terminalId) => {
      const [row] = await sql.transaction('snapshot', (session) =>
        session.rows(
          z.object({ sequence: z.int() }),
          'SELECT last_sequence AS sequence FROM terminal WHERE terminal_id = $1',
          [terminalId],
        ),
      );
      return row?.sequence ?? 0;
    },
    query: (row, text) => sql.transaction('snapshot', (session) => session.rows(row, text)),
  };
}

async function enrolTerminals(
  sql: Sql,
  changes: Changes,
  tills: readonly SimTill[],
): Promise<void> {
  const context = { sql, clock: { nowMs: () => SIM_START_MS }, chain: SIM_CHAIN, changes };
  for (const { terminalId, code } of tills) {
    const { publicKey } = terminalKey(terminalId);
    const enrolled = await enrol(context, { code, publicKey });
    if (!enrolled.ok) {
      throw new Error(`the simulated terminal was not enrolled: ${enrolled.error.message}`);
    }
  }
}

async function startInstance(
  sql: Sql,
  clock: Clock,
  onDefect: (error: unknown) => void,
): Promise<LedgerInstance> {
  const failing = failingSql(sql);
  const chain = await sql.transaction('snapshot', readChain);
  assert(chain !== null, 'the chain is founded');
  const changes = await openChanges(sql);
  const context: LedgerContext = {
    sql: failing.sql,
    clock,
    chain,
    changes,
  };
  return {
    async exchange(operation, terminalId, text) {
      const payload: unknown = JSON.parse(text);
      const call = callOf(operation, exchangeSchemas[operation].request.parse(payload));
      const [path = '', query = ''] = call.target.split('?');
      const route = routes.find((one) => one.method === call.method && one.path === path);
      if (route === undefined) {
        throw new Error(`the ledger has no route for ${operation}`);
      }
      try {
        const input =
          call.method === 'GET' ? Object.fromEntries(new URLSearchParams(query)) : payload;
        const answer = await route.handle(context, terminalId, input, PROTOCOL_VERSION);
        if (!answer.ok) {
          const { code, message } = answer.error;
          return { kind: 'refused', code, message };
        }
        // What goes over the wire is text.
        const value: unknown = JSON.parse(JSON.stringify(answer.value));
        return { kind: 'answer', value };
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) {
          onDefect(error);
        }
        return { kind: 'failed' };
      }
    },
    onChanged(listener) {
      changes.subscribe((topic, only) => listener([topic], only));
    },
    crashAt: failing.failAt,
    async runJobs() {
      for (const job of [expireHolds, settleLots]) {
        await job(context).catch(ignoreUnavailable);
      }
    },
    close: () => changes.close(),
  };
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof DatabaseUnavailable)) {
    throw error;
  }
}

/** The database as a process sees it that dies: at one of its statements, or after its commit and before its answer. */
function failingSql(sql: Sql): { readonly sql: Sql; readonly failAt: (statement: number) => void } {
  let countdown = Infinity;
  const step = (): void => {
    countdown -= 1;
    if (countdown === 0) {
      countdown = Infinity;
      throw new DatabaseUnavailable('the simulated instance died');
    }
  };
  return {
    failAt: (statement) => {
      countdown = statement + 1;
    },
    sql: {
      ...sql,
      async transaction(mode, work) {
        const value = await sql.transaction(mode, (session) =>
          work({
            rows: async (row, text, values) => {
              step();
              return session.rows(row, text, values);
            },
            run: async (text, values) => {
              step();
              return session.run(text, values);
            },
          }),
        );
        step();
        return value;
      },
    },
  };
}
