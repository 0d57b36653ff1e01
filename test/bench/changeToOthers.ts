import { setTimeout as sleep } from 'node:timers/promises';
import { exchangeSchemas } from '../../src/protocol/exchange.ts';
import { DEMO_BALANCES_PATH, demoBalancesResponseSchema } from '../../src/protocol/demoAudit.ts';
import { GENESIS_HASH } from '../../src/domain/seal.ts';
import { PULL_ACCOUNTS_PATH } from '../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../src/protocol/pullPages.ts';
import { STREAM_PATH } from '../../src/protocol/stream.ts';
import { issueEnrolmentCode } from '../../src/ledger/enrolment/enrolmentCode.ts';
import { openPostgres } from '../../src/ledger/storage/postgres.ts';
import type { Sql } from '../../src/ledger/storage/sql.ts';
import { TestTerminal } from '../support/ledgerTerminal.ts';
import { startPostgres } from '../support/postgres.ts';
import { durationsOf, type DurationsMs } from './percentiles.ts';
import { enrolledTerminals, someMembers, startLedgerOn } from './pushLoad.ts';

/** How soon others know of a sale. */
export interface ChangeFigures {
  readonly connectedTerminals: number;
  readonly rounds: number;
  /** Until another store's terminal, told by its stream, has pulled the new balance. */
  readonly toTerminal: DurationsMs;
  /** Until the ledger's API answers with the new balance. */
  readonly toApi: DurationsMs;
  /** The same while every connected terminal pulls what it is told of. */
  readonly whileAllPull: {
    readonly rounds: number;
    readonly toTerminal: DurationsMs;
    readonly toApi: DurationsMs;
  };
}

const ROUNDS = 100;
const ROUNDS_WHILE_ALL_PULL = 100;
/** Between sales while all pull. */
const PACE_MS = 500;

/** Measures with `connected` terminals on the stream: first one of them pulls, then all. */
export async function measureChangeToOthers(connected = 200): Promise<ChangeFigures> {
  const server = await startPostgres({ durable: true });
  const databaseUrl = await server.createDatabase();
  const ledger = await startLedgerOn(databaseUrl, 2000);
  const sql = openPostgres(databaseUrl);
  const stop = new AbortController();
  try {
    const [seller] = await enrolledTerminals(ledger.url, 1);
    const terminals = await newTerminals(sql, ledger.url, connected);
    const listeners: Listener[] = [];
    for (const terminal of terminals) {
      listeners.push(await Listener.open(terminal, stop.signal));
    }
    // One in the middle: the stream tells them in their order.
    const watcher = listeners[Math.floor(connected / 2)];
    if (seller === undefined || watcher === undefined) {
      throw new Error('no terminals');
    }
    const members = await someMembers(sql, ROUNDS + ROUNDS_WHILE_ALL_PULL);
    const alone = await measureRounds(seller, watcher, members.slice(0, ROUNDS), 0);
    for (const listener of listeners.filter((one) => one !== watcher)) {
      listener.pullAlways(stop.signal);
    }
    const together = await measureRounds(seller, watcher, members.slice(ROUNDS), PACE_MS);
    return {
      connectedTerminals: connected,
      rounds: ROUNDS,
      ...alone,
      whileAllPull: { rounds: ROUNDS_WHILE_ALL_PULL, ...together },
    };
  } finally {
    stop.abort();
    await sql.close();
    await ledger.stop();
    await server.stop();
  }
}

async function measureRounds(
  seller: TestTerminal,
  watcher: Listener,
  members: Awaited<ReturnType<typeof someMembers>>,
  paceMs: number,
): Promise<{ readonly toTerminal: DurationsMs; readonly toApi: DurationsMs }> {
  const toTerminal: number[] = [];
  const toApi: number[] = [];
  for (const { member_id: memberId, card_token: cardToken } of members) {
    const sale = seller.seal({ member: { kind: 'member', memberId, cardToken } });
    const startedMs = performance.now();
    const pushed = seller.push([sale]).then(async () => {
      await seller.get(`${DEMO_BALANCES_PATH}${memberId}`, demoBalancesResponseSchema);
      toApi.push(performance.now() - startedMs);
    });
    for (let seen = false; !seen;) {
      seen = (await watcher.pull()).includes(memberId);
    }
    toTerminal.push(performance.now() - startedMs);
    await pushed;
    await sleep(paceMs);
  }
  return { toTerminal: durationsOf(toTerminal), toApi: durationsOf(toApi) };
}

/** A terminal on the stream that pulls balances when it is told to. */
class Listener {
  readonly #terminal: TestTerminal;
  readonly #bell = new Bell();
  #checkpoint: string;

  private constructor(terminal: TestTerminal, checkpoint: string) {
    this.#terminal = terminal;
    this.#checkpoint = checkpoint;
  }

  static async open(terminal: TestTerminal, signal: AbortSignal): Promise<Listener> {
    const { accountsCheckpoint } = await terminal.get(
      `${PULL_PAGES_PATH}?limit=1`,
      exchangeSchemas.pullPages.response,
    );
    const listener = new Listener(terminal, accountsCheckpoint);
    await listen(terminal, signal, () => listener.#bell.ring());
    return listener;
  }

  /** Waits until it is told of a change, pulls, and gives the members that came. */
  async pull(): Promise<string[]> {
    await this.#bell.heard();
    const query = new URLSearchParams({ checkpoint: this.#checkpoint, limit: '500' });
    const answer = await this.#terminal.get(
      `${PULL_ACCOUNTS_PATH}?${query.toString()}`,
      exchangeSchemas.pullAccounts.response,
    );
    this.#checkpoint = answer.checkpoint;
    return answer.accounts.map(({ memberId }) => memberId);
  }

  /** Pulls at every change from now on, one at a time, until the ledger is gone. */
  pullAlways(signal: AbortSignal): void {
    const goOn = async (): Promise<void> => {
      while (!signal.aborted) {
        await this.pull();
      }
    };
    goOn().catch(() => undefined);
  }
}

/** Rings for who waits, or for the next who does. */
class Bell {
  #rung = false;
  #waiting: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  async heard(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#rung = false;
    this.#waiting = null;
  }
}

async function newTerminals(sql: Sql, url: string, count: number): Promise<TestTerminal[]> {
  const terminals: TestTerminal[] = [];
  const inAnHour = new Date(Date.now() + 3_600_000);
  for (let index = 0; index < count; index += 1) {
    const terminalId = `B${index}`;
    await sql.transaction('write', async (session) => {
      await session.run(
        `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, 'S02', $1, 'awaiting', $2)`,
        [terminalId, GENESIS_HASH],
      );
      await issueEnrolmentCode(session, `BENCH-${terminalId}`, terminalId, inAnHour);
    });
    const terminal = new TestTerminal(url);
    await terminal.enrol(`BENCH-${terminalId}`);
    terminals.push(terminal);
  }
  return terminals;
}

async function listen(
  terminal: TestTerminal,
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  const { headers } = terminal.sign('GET', STREAM_PATH, new Uint8Array());
  const response = await fetch(`${terminal.url}${STREAM_PATH}`, { headers, signal });
  const reader = response.body?.getReader();
  if (!response.ok || reader === undefined) {
    throw new Error(`no stream: ${response.status}`);
  }
  const decoder = new TextDecoder();
  const readOn = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      if (decoder.decode(value, { stream: true }).includes('changed')) {
        onChange();
      }
    }
  };
  readOn().catch(() => undefined);
}
