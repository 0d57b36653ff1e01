import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoTerminals } from '../../src/ledger/demonstration/demoChain.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';
import { startScript } from '../support/processes.ts';

const SEED = 1;
const TERMINAL = 'T0101';
/** A hundred thousand members are founded meanwhile. */
const START_TIMEOUT_MS = 300_000;

/** A ledger as `npm start` runs it: a process of its own, PGlite in a folder; and a terminal enrolled at it. */
export interface LedgerProcess {
  readonly terminal: TestTerminal;
  close(): Promise<void>;
}

/** Starts a ledger of `members` members. The caller closes it. */
export async function startLedgerProcess(members: number): Promise<LedgerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'loyalty-bench-ledger-'));
  const ledger = startScript(join('scripts', 'ledger.ts'), [
    ...['--port', '0', '--data', folder, '--demo'],
    ...['--members', String(members), '--seed', String(SEED)],
  ]);
  const close = async () => {
    await ledger.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ready = await ledger.waitForLine(/ listens at (http\S+)/, START_TIMEOUT_MS);
    const terminal = new TestTerminal(ready[1] ?? '');
    const code = demoTerminals(SEED).find((one) => one.terminalId === TERMINAL)?.code ?? '';
    await terminal.enrol(code);
    return { terminal, close };
  } catch (error) {
    await close();
    throw error;
  }
}
