import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditReportSchema, DEMO_AUDIT_PATH } from '../../../src/protocol/demoAudit.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import { newTerminal } from '../../support/ledgerBackends.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const sequenceRow = z.object({ sequence: z.int() });
const TERMINALS = 4;
/** So many sales of one terminal at most; the load lasts until the server is back. */
const MAXIMUM_SALES = 3000;

interface Trade {
  readonly sold: readonly SealedTransaction[];
  readonly unanswered: number;
}

let server: TestPostgres;
let ledgers: readonly [TestLedger, TestLedger];

beforeAll(async () => {
  server = await startPostgres();
  const database = { kind: 'server', databaseUrl: await server.createDatabase() } as const;
  ledgers = [
    await startLedger({ database, members: 20 }),
    await startLedger({ database, members: 20 }),
  ];
});

afterAll(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  await server.stop();
});

/** Sells and pushes, now to one ledger process, now to the other, until `isOver` and everything is acknowledged. */
async function trade(terminal: TestTerminal, isOver: () => boolean): Promise<Trade> {
  const sold: SealedTransaction[] = [];
  let [acknowledged, unanswered] = [0, 0];
  for (let attempt = 0; !isOver() || acknowledged < sold.length; attempt += 1) {
    if (!isOver() && sold.length < MAXIMUM_SALES) {
      sold.push(terminal.seal({ amountMinor: 1234 }), terminal.seal());
    }
    const { url } = ledgers[attempt % 2 === 0 ? 0 : 1];
    const batch = sold.slice(acknowledged, acknowledged + 10);
    const answer = await terminal.at(url, () => terminal.push(batch)).catch(() => null);
    if (answer === null) {
      unanswered += 1;
      expect(unanswered).toBeLessThan(400);
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    expect(answer.stopped).toBeNull();
    acknowledged = answer.head.sequence;
  }
  return { sold, unanswered };
}

describe('two ledger processes on one PostgreSQL', () => {
  /** Sales of the rounds so far: the audit counts those of all terminals. */
  let settled = 0;

  it.each([
    ['killed', () => server.kill()],
    ['stopped in order', () => server.pause()],
  ])('settle everything once, although the server is %s under load', async (_how, end) => {
    const terminals = await Promise.all(
      Array.from({ length: TERMINALS }, () => newTerminal(ledgers[0])),
    );
    let isOver = false;
    const trading = Promise.all(terminals.map((terminal) => trade(terminal, () => isOver)));
    const [first] = terminals;
    while ((await headOf(first)) < 6);
    await end();
    await server.resume();
    isOver = true;
    const trades = await trading;
    // What is pushed while the server is dead cannot be answered.
    expect(trades.some(({ unanswered }) => unanswered > 0)).toBe(true);
    const [auditor] = terminals;
    const audit = await auditor?.get(DEMO_AUDIT_PATH, auditReportSchema);
    settled += trades.reduce((sum, { sold }) => sum + sold.length, 0);
    expect(audit).toMatchObject({ ok: true, sum: 0, transactions: settled });
    for (const [index, terminal] of terminals.entries()) {
      const sold = trades[index]?.sold ?? [];
      const again = await terminal.push(sold.slice(-1));
      expect(again.results).toEqual([{ sequence: sold.length, outcome: 'duplicate' }]);
    }
  });

  /** How far a terminal's chain has come, straight from the table. */
  async function headOf(terminal: TestTerminal | undefined): Promise<number> {
    const rows = await ledgers[0].context.sql.transaction('snapshot', (session) =>
      session.rows(
        sequenceRow,
        'SELECT last_sequence AS sequence FROM terminal WHERE terminal_id = $1',
        [terminal?.terminalId ?? ''],
      ),
    );
    return rows[0]?.sequence ?? 0;
  }
});
