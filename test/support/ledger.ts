import { randomUUID } from 'node:crypto';
import { startLedger as start, type RunningLedger } from '../../src/ledger/startLedger.ts';
import type { DatabaseChoice } from '../../src/ledger/storage/openDatabase.ts';
import type { Clock } from '../../src/domain/ports.ts';
import { demoTerminals } from '../../src/ledger/demonstration/demoChain.ts';
import { emptyDatabase } from './emptyDatabase.ts';

/** A clock that tests move by hand; it starts at the real time unless told otherwise. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(startMs = Date.now()): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}

/** What a test may choose; by default a demonstration of 50 members in memory on a free port. */
export interface TestLedgerOptions {
  readonly database?: DatabaseChoice;
  readonly members?: number;
  readonly seed?: number;
  readonly clock?: Clock;
  /** The same port again, for a ledger that comes back. */
  readonly port?: number;
}

export interface TestLedger extends RunningLedger {
  /** What the ledger wrote to its log. */
  readonly log: readonly string[];
  /** The demonstration's enrolment code of a terminal, e.g. of "T0101". */
  codeOf(terminalId: string): string;
}

/** Starts a real ledger in this process. The caller closes it. */
export async function startLedger(options: TestLedgerOptions = {}): Promise<TestLedger> {
  const seed = options.seed ?? 1;
  const log: string[] = [];
  const started = await start({
    database: options.database ?? { kind: 'memory', empty: await emptyDatabase() },
    host: '127.0.0.1',
    port: options.port ?? 0,
    demonstration: { seed, members: options.members ?? 50 },
    clock: options.clock ?? { nowMs: () => Date.now() },
    logError: (text) => void log.push(text),
  });
  if (!started.ok) {
    throw new Error(started.error);
  }
  const codes = new Map(demoTerminals(seed).map(({ terminalId, code }) => [terminalId, code]));
  return {
    ...started.value,
    log,
    codeOf(terminalId) {
      const code = codes.get(terminalId);
      if (code === undefined) {
        throw new Error(`the demonstration has no terminal ${terminalId}`);
      }
      return code;
    },
  };
}

/** A fresh hold id. */
export const newHoldId = (): string => randomUUID();
