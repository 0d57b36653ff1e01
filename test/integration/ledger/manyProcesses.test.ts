import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GENESIS_HASH } from '../../../src/domain/seal.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { issueEnrolmentCode } from '../../../src/ledger/enrolment/enrolmentCode.ts';
import { openPostgres } from '../../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../../src/ledger/storage/sql.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

const TERMINALS = 8;
/** Few members, so that terminals meet at them. */
const MEMBERS = 12;
/** How long the load lasts: a few seconds here, minutes by `LOAD_SECONDS=300 npx vitest run … manyProcesses`. */
const LOAD_SECONDS = z.coerce
  .number()
  .min(1)
  .max(3600)
  .default(8)
  .parse(process.env['LOAD_SECONDS']);

/** A statement whose server or whose lock's owner died lasts until its time-out of 15 s, and may do so more than once. */
const PATIENCE_MS = 120_000;

const doneSchema = z.object({
  sold: z.int(),
  acknowledged: z.int(),
  unanswered: z.int(),
});
const memberRow = z.object({ memberId: z.string(), cardToken: z.string() });
const countRow = z.object({ count: z.int() });

let server: TestPostgres;
let sql: Sql;
let databaseUrl = '';
const processes: RunningProcess[] = [];

beforeAll(async () => {
  server = await startPostgres();
  databaseUrl = await server.createDatabase();
});

afterAll(async () => {
  await Promise.all(processes.map((one) => one.stop(1000)));
  await sql.close();
  await server.stop();
});

async function startLedgerProcess(): Promise<string> {
  const options = ['--port', '0', '--demo', '--members', String(MEMBERS)];
  const ledger = startScript(join('scripts', 'ledger.ts'), options, {
    environment: { DATABASE_URL: databaseUrl },
  });
  processes.push(ledger);
  return (await ledger.waitForLine(/ listens at (http\S+)/))[1] ?? '';
}

/** Codes for terminals of the test's own: the demonstration has fewer. */
async function issueCodes(): Promise<string[]> {
  const inAnHour = new Date(Date.now() + 3_600_000);
  return sql.transaction('write', async (session) => {
    const codes: string[] = [];
    for (let index = 0; index < TERMINALS; index += 1) {
      const terminalId = `L${index}`;
      await session.run(
        `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, 'S01', $1, 'awaiting', $2)`,
        [terminalId, GENESIS_HASH],
      );
      await issueEnrolmentCode(session, `LOAD-${terminalId}`, terminalId, inAnHour);
      codes.push(`LOAD-${terminalId}`);
    }
    return codes;
  });
}

const posted = async (): Promise<number> => {
  const [row] = await sql.transaction('snapshot', (session) =>
    session.rows(countRow, 'SELECT count(*) AS count FROM terminal_transaction'),
  );
  return row?.count ?? 0;
};

describe('two ledger processes and eight terminal processes on one PostgreSQL', () => {
  it(
    'settle every sale once while connections are cut in mid-transaction, and the server and a ledger end at once',
    { timeout: LOAD_SECONDS * 1000 + 3 * PATIENCE_MS },
    async () => {
      const urls = [await startLedgerProcess(), await startLedgerProcess()];
      sql = openPostgres(databaseUrl);
      const codes = await issueCodes();
      const members = await sql.transaction('snapshot', (session) =>
        session.rows(
          memberRow,
          'SELECT member_id AS "memberId", card_token AS "cardToken" FROM card',
        ),
      );
      expect(members).toHaveLength(MEMBERS);
      const terminals = codes.map((code) =>
        startScript(join('test', 'support', 'loadTerminal.ts'), [
          JSON.stringify({ urls, code, members }),
        ]),
      );
      processes.push(...terminals);
      await Promise.all(
        terminals.map((terminal) => terminal.waitForLine(/^enrolled /, PATIENCE_MS)),
      );
      const endMs = Date.now() + LOAD_SECONDS * 1000;
      let cut = 0;
      while (Date.now() < endMs || cut === 0) {
        cut += await cutWorkingConnections();
        await sleep(100);
      }
      const before = await posted();
      await server.kill();
      await server.resume();
      while ((await posted().catch(() => 0)) < before + 20) {
        await sleep(100);
      }
      // One ledger process ends where it stands, and its terminals go on at the other.
      processes[1]?.signal('SIGKILL');
      await processes[1]?.exited;
      terminals.forEach((terminal) => terminal.signal('SIGTERM'));
      const results = await Promise.all(
        terminals.map(async (terminal) => {
          const [line = ''] = await terminal.waitForLine(/^\{"done".*$/, PATIENCE_MS);
          return doneSchema.parse(JSON.parse(line));
        }),
      );
      expect(results.every(({ sold, acknowledged }) => sold === acknowledged)).toBe(true);
      expect(results.some(({ unanswered }) => unanswered > 0)).toBe(true);
      const transactions = results.reduce((sum, { sold }) => sum + sold, 0);
      const report = await audit(sql);
      expect(report).toMatchObject({ ok: true, sum: 0, transactions });
      // One of the demonstration's members is blocked; nothing else is worth a person's time.
      expect(Object.keys(report.openExceptions)).toEqual(['memberBlocked']);
    },
  );
});

/** Ends the server's side of connections that are in the middle of a ledger's transaction; gives how many. */
async function cutWorkingConnections(): Promise<number> {
  const rows = await sql.transaction('write', (session) =>
    session.rows(
      z.object({ cut: z.boolean() }),
      `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
        WHERE application_name = 'loyalty-ledger' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
        ORDER BY xact_start LIMIT 2`,
    ),
  );
  return rows.length;
}
