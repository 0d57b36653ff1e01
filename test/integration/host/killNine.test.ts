import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GENESIS_HEAD, verifyNext, type ChainHead } from '../../../src/domain/seal.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import { MAXIMUM_JOURNAL_READ } from '../../../src/ipc/channels/journal.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { MAXIMUM_PUSH_BATCH } from '../../../src/protocol/push.ts';
import { sealedTransactionSchema } from '../../../src/protocol/transaction.ts';
import { HostClient } from '../../support/hostClient.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import { draftOf } from '../../support/ledgerTerminal.ts';
import { seededRandom, sha256Hex } from '../../support/ports.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

/** In all lanes together; 200 by `HOST_KILLS=200 npx vitest run … host/killNine`. */
const KILLS = z.coerce.number().min(2).max(10_000).default(60).parse(process.env['HOST_KILLS']);
/** Tills of their own, killed side by side. */
const LANES = ['T0101', 'T0102'] as const;
/** Of ten kills so many hit a host that is still starting, and may be reading its journal. */
const KILLS_WHILE_STARTING = 2;
/** Of ten rounds so many push what the journal holds before they sell on. */
const ROUNDS_THAT_PUSH = 3;
const SALES_AT_ONCE = 3;
const seed = Number(process.env['KILL_SEED'] ?? 1);
const pushAnswer = z.object({
  results: z.array(z.object({ outcome: z.enum(['posted', 'duplicate']) })),
  stopped: z.null(),
});

interface Lane {
  readonly kills: number;
  readonly killsWhileStarting: number;
  readonly approved: number;
  /** Transactions in the journal at the end: the approved ones, and those whose answer the kill took away. */
  readonly sealed: number;
}

describe('invariant 1: the whole host killed -9 loses no approved sale and invents none', () => {
  let folder = '';
  let ledger: TestLedger;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'killed-host-'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
    ledger = await startLedger({ members: 10 });
  });

  afterAll(async () => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function startHost(terminalId: string, ...more: string[]): RunningProcess {
    return startScript(
      'src/main/browser/entry.ts',
      [
        ...['--profile', join(folder, terminalId), '--renderer', join(folder, 'renderer')],
        ...['--ledger', ledger.url, '--ready-json', ...more],
      ],
      // Most of a round is the compiling of the host's code: once is enough (node:module, enableCompileCache).
      { environment: { NODE_COMPILE_CACHE: join(folder, 'compiled') } },
    );
  }

  it(
    `${KILLS} times, while it sells, pushes, starts and recovers (KILL_SEED=${seed})`,
    { timeout: 60_000 + KILLS * 6000 },
    async () => {
      const random = seededRandom(seed);
      const lanes: Lane[] = await Promise.all(
        LANES.map((terminalId) => runLane(terminalId, random)),
      );
      const total = (of: (lane: Lane) => number) => lanes.reduce((sum, lane) => sum + of(lane), 0);
      expect(total(({ kills }) => kills)).toBe(2 * Math.ceil(KILLS / 2));
      expect(total(({ killsWhileStarting }) => killsWhileStarting)).toBeGreaterThan(0);
      expect(total(({ approved }) => approved)).toBeGreaterThan(KILLS);
      const report = await audit(ledger.context.sql);
      expect(report).toMatchObject({ ok: true, transactions: total(({ sealed }) => sealed) });
      expect(report.openExceptions).toEqual({});
    },
  );

  async function runLane(terminalId: string, random: { next(): number }): Promise<Lane> {
    const below = (bound: number) => Math.floor(random.next() * bound);
    const enrolling = startHost(terminalId, '--enrol', ledger.codeOf(terminalId));
    const startedAtMs = performance.now();
    await enrolling.waitForLine(/"address"/, 60_000);
    const startMs = performance.now() - startedAtMs;
    await enrolling.stop();
    let head: ChainHead = GENESIS_HEAD;
    /** Approved since the journal was last compared, by sequence. */
    let approved = new Map<number, string>();
    let approvedInAll = 0;
    let killsWhileStarting = 0;
    /** Sales that were asked for and whose answer a kill took away, since the journal was last compared. */
    let unanswered = 0;

    const compare = async (till: HostClient) => {
      const found = await journalAfter(till, head.sequence);
      for (const transaction of found) {
        const step = verifyNext(head, transaction, sha256Hex);
        expect(step).toMatchObject({ ok: true });
        head = step.ok ? step.value : head;
      }
      const hashes = new Map(found.map(({ body, hash }) => [body.sequence, hash]));
      for (const [sequence, hash] of approved) {
        expect([sequence, hashes.get(sequence)]).toEqual([sequence, hash]);
      }
      const surplus = found.length - approved.size;
      expect(surplus).toBeGreaterThanOrEqual(0);
      expect(surplus).toBeLessThanOrEqual(unanswered);
      approved = new Map();
      unanswered = 0;
      expect(await till.ask('journal.status', {})).toMatchObject({
        value: { damage: [], stopped: null, sequence: head.sequence },
      });
    };

    const sell = async (till: HostClient) => {
      const draft = { ...draftOf({ amountMinor: 100 + below(5000) }) };
      unanswered += 1;
      const answer = await till.ask('journal.append', { draft }).catch(() => null);
      if (answer !== null) {
        unanswered -= 1;
        expect(answer).toMatchObject({ ok: true });
      }
      if (answer?.ok === true) {
        const sealed = sealedTransactionSchema.parse(answer.value.transaction);
        approved.set(sealed.body.sequence, sealed.hash);
        approvedInAll += 1;
      }
    };

    const kills = Math.ceil(KILLS / LANES.length);
    for (let kill = 0; kill < kills; kill += 1) {
      const host = startHost(terminalId);
      if (below(10) < KILLS_WHILE_STARTING) {
        killsWhileStarting += 1;
        await sleep(random.next() * startMs);
      } else {
        const till = await openTill(host);
        await compare(till);
        const pushing = below(10) < ROUNDS_THAT_PUSH ? pushRest(till) : Promise.resolve();
        const killed = killDuring(host, 1 + below(8), random.next() * 8, () =>
          Promise.all(Array.from({ length: SALES_AT_ONCE }, () => sell(till))),
        );
        await Promise.allSettled([pushing, killed]).then(([, sold]) => {
          expect(sold).toMatchObject({ status: 'fulfilled' });
        });
        till.close();
      }
      host.signal('SIGKILL');
      await host.exited;
    }
    const last = startHost(terminalId);
    const till = await openTill(last);
    await compare(till);
    await pushRest(till);
    expect(await till.ask('journal.status', {})).toMatchObject({
      value: { confirmedSequence: head.sequence },
    });
    till.close();
    await last.stop();
    return { kills, killsWhileStarting, approved: approvedInAll, sealed: head.sequence };
  }
});

async function openTill(host: RunningProcess): Promise<HostClient> {
  const [, address = ''] = await host.waitForLine(/"address":"([^"]+)"/, 60_000);
  return HostClient.open(address);
}

/** Sells `rounds` times, then once more, and kills the host in the middle of that. */
async function killDuring(
  host: RunningProcess,
  rounds: number,
  delayMs: number,
  sell: () => Promise<unknown>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await sell();
  }
  const last = sell();
  await sleep(delayMs);
  host.signal('SIGKILL');
  await last;
}

async function journalAfter(till: HostClient, sequence: number): Promise<SealedTransaction[]> {
  const found: SealedTransaction[] = [];
  for (;;) {
    const afterSequence = found.at(-1)?.body.sequence ?? sequence;
    const read = await till.ask('journal.read', { afterSequence, limit: MAXIMUM_JOURNAL_READ });
    expect(read).toMatchObject({ ok: true });
    const piece = z
      .array(sealedTransactionSchema)
      .parse(read.ok ? read.value.transactions : undefined);
    found.push(...piece);
    if (piece.length < MAXIMUM_JOURNAL_READ) {
      return found;
    }
  }
}

/** Pushes what the journal holds and the ledger has not confirmed, as sync would. */
async function pushRest(till: HostClient): Promise<void> {
  const status = await till.ask('journal.status', {});
  const rest = await journalAfter(till, status.ok ? status.value.confirmedSequence : 0);
  for (let first = 0; first < rest.length; first += MAXIMUM_PUSH_BATCH) {
    const transactions = rest.slice(first, first + MAXIMUM_PUSH_BATCH);
    const payload = z.record(z.string(), z.unknown()).parse({ transactions });
    const answer = await till.ask('ledger.exchange', { operation: 'push', payload });
    pushAnswer.parse(answer.ok ? answer.value.payload : answer);
  }
}
