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
}

/** Measures with `connected` terminals on the stream. */
export async function measureChangeToOthers(connected = 200, rounds = 100): Promise<ChangeFigures> {
  const server = await startPostgres({ durable: true });
  const databaseUrl = await server.createDatabase();
  const ledger = await startLedgerOn(databaseUrl, 2000);
  const sql = openPostgres(databaseUrl);
  const stop = new AbortController();
  try {
    const [seller] = await enrolledTerminals(ledger.url, 1);
    const others = await newTerminals(sql, ledger.url, connected);
    const [watcher] = others;
    if (seller === undefined || watcher === undefined) {
      throw new Error('no terminals');
    }
    const bell = new Bell();
    for (const terminal of others) {
      await listen(
        terminal,
        stop.signal,
        terminal === watcher ? () => bell.ring() : () => undefined,
      );
    }
    const members = await someMembers(sql, rounds);
    const pages = await watcher.get(
      `${PULL_PAGES_PATH}?limit=1`,
      exchangeSchemas.pullPages.response,
    );
    let checkpoint = pages.accountsCheckpoint;
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
        await bell.heard();
        const query = new URLSearchParams({ checkpoint, limit: '500' });
        const answer = await watcher.get(
          `${PULL_ACCOUNTS_PATH}?${query.toString()}`,
          exchangeSchemas.pullAccounts.response,
        );
        ({ checkpoint } = answer);
        seen = answer.accounts.some((account) => account.memberId === memberId);
      }
      toTerminal.push(performance.now() - startedMs);
      await pushed;
    }
    return {
      connectedTerminals: connected,
      rounds,
      toTerminal: durationsOf(toTerminal),
      toApi: durationsOf(toApi),
    };
  } finally {
    stop.abort();
    await sql.close();
    await ledger.stop();
    await server.stop();
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
