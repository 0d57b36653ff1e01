import { ok, type Result } from '../domain/result.ts';
import type { Clock } from '../domain/ports.ts';
import { ensureChain } from './chain/chain.ts';
import { verifyEachOnThreads } from './chain/crypto.ts';
import type { LedgerContext } from './chain/ledgerContext.ts';
import { DEMO_CHAIN_NAME, demoCardPatterns } from './demonstration/demoChain.ts';
import { seedDemonstration, unusedDemoCodes } from './demonstration/seedDemonstration.ts';
import { createApp, type LogError } from './http/app.ts';
import { startJobs } from './jobs/startJobs.ts';
import { migrate } from './migrations/migrate.ts';
import { openDatabase, type DatabaseChoice } from './storage/openDatabase.ts';
import { openChanges } from './stream/changes.ts';

/** What a ledger is started with. */
export interface LedgerOptions {
  readonly database: DatabaseChoice;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Found the demonstration chain where the database is new. */
  readonly demonstration: { readonly seed: number; readonly members: number } | null;
  readonly clock: Clock;
  readonly logError: LogError;
}

/** A ledger that listens. */
export interface RunningLedger {
  readonly url: string;
  readonly chainName: string;
  /** Demonstration codes that are still good. */
  readonly enrolmentCodes: readonly string[];
  /** For tests and tools in the same process. */
  readonly context: LedgerContext;
  /** Ends streams, lets requests finish (2 s at most) and closes the database. */
  close(): Promise<void>;
}

const FINISH_MS = 2000;

/** Starts a ledger; fails with a sentence where its folder is in use. Throws where the database cannot be opened. */
export async function startLedger(options: LedgerOptions): Promise<Result<RunningLedger, string>> {
  const opened = await openDatabase(options.database);
  if (!opened.ok) {
    return opened;
  }
  const database = opened.value;
  try {
    return ok(await serve(options, database));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function serve(options: LedgerOptions, sql: LedgerContext['sql']): Promise<RunningLedger> {
  const { clock, demonstration, logError } = options;
  await migrate(sql);
  const chain = await ensureChain(
    sql,
    demonstration === null
      ? { chainName: 'New chain', cardPatterns: [], demonstration }
      : { chainName: DEMO_CHAIN_NAME, cardPatterns: demoCardPatterns, demonstration },
    (session, founded) =>
      demonstration === null
        ? Promise.resolve()
        : seedDemonstration(session, founded, clock.nowMs()),
  );
  const changes = await openChanges(sql);
  const verifyEach = verifyEachOnThreads;
  const context: LedgerContext = { sql, clock, chain, changes, verifyEach };
  const enrolmentCodes = await sql.transaction('snapshot', (session) =>
    unusedDemoCodes(session, chain),
  );
  const { app, streams } = createApp(context, logError);
  const url = await app.listen({ host: options.host, port: options.port });
  const jobs = startJobs(context, logError);
  return {
    url,
    chainName: chain.chainName,
    enrolmentCodes,
    context,
    async close() {
      streams.closeAll();
      const force = setTimeout(() => app.server.closeAllConnections(), FINISH_MS);
      await app.close();
      clearTimeout(force);
      await jobs.stop();
      await changes.close();
      await sql.close();
    },
  };
}
