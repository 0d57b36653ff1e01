import { loadavg } from 'node:os';
import { join } from 'node:path';
import { PULL_ACCOUNTS_PATH } from '../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../src/protocol/pullPages.ts';
import { PULL_REFERENCE_PATH } from '../../src/protocol/pullReference.ts';
import type { TestTerminal } from '../support/ledgerTerminal.ts';
import { openBenchPage } from './benchBrowser.ts';
import type { BalanceListFigures, FirstFillFigures, LookUpFigures } from './figures.ts';
import { startLedgerProcess } from './ledgerProcess.ts';
import { measureLookUp } from './lookup.ts';

const paths: Readonly<Record<string, string>> = {
  pullPages: PULL_PAGES_PATH,
  pullAccounts: PULL_ACCOUNTS_PATH,
  pullProgrammes: `${PULL_REFERENCE_PATH}programmes`,
  pullProducts: `${PULL_REFERENCE_PATH}products`,
  pullOperators: `${PULL_REFERENCE_PATH}operators`,
  pullSettings: `${PULL_REFERENCE_PATH}settings`,
};

/** How often the list is asked everything. */
const ROUNDS = 50;

/** The figures of the replica in a browser. */
export interface ReplicaFigures {
  readonly firstFill: FirstFillFigures;
  readonly lookUp: LookUpFigures;
  readonly balanceList: BalanceListFigures;
  /** Processes that wanted to run, the minute before and the minute of the first fill. */
  readonly loadAverage: { readonly before: number; readonly after: number };
}

/**
 * Fills a replica in a real Chromium from a ledger of `members` members as `npm start` runs it, beside raw Dexie and PouchDB in the same
 * page, then looks members up in it. Takes a minute or two.
 */
export async function measureReplica(members = 100_000, lookUps = 2000): Promise<ReplicaFigures> {
  const ledger = await startLedgerProcess(members);
  const bench = await openBenchPage(
    join(import.meta.dirname, 'page', 'firstFillPage.ts'),
    (operation, payload) => ask(ledger.terminal, operation, payload),
  );
  try {
    const [before = 0] = loadavg();
    const firstFill = await bench.page.evaluate(() => window.benchFirstFill());
    const [after = 0] = loadavg();
    const lookUp = await measureLookUp(bench.page, lookUps);
    const balanceList = await bench.page.evaluate(
      (rounds) => window.benchBalanceList(rounds),
      ROUNDS,
    );
    return { firstFill, lookUp, balanceList, loadAverage: { before, after } };
  } finally {
    await bench.close();
    await ledger.close();
  }
}

async function ask(terminal: TestTerminal, operation: string, payload: string): Promise<string> {
  const { checkpoint, limit } = JSON.parse(payload) as { checkpoint: string | null; limit: number };
  const query = new URLSearchParams({ limit: String(limit) });
  if (checkpoint !== null) {
    query.set('checkpoint', checkpoint);
  }
  const response = await terminal.request('GET', `${paths[operation] ?? ''}?${query.toString()}`);
  return await response.text();
}
