import { expect, it } from 'vitest';
import pg from 'pg';
import { exchangeSchemas } from '../../../src/protocol/exchange.ts';
import {
  PULL_ACCOUNTS_PATH,
  type PullAccountsResponse,
} from '../../../src/protocol/pullAccounts.ts';
import { streamEventSchema } from '../../../src/protocol/stream.ts';
import { startLedger } from '../../support/ledger.ts';
import {
  describeOnPostgres,
  newTerminal,
  recordOf,
  trueRecords,
} from '../../support/ledgerBackends.ts';
import { readAnswer, type TestTerminal } from '../../support/ledgerTerminal.ts';

const accounts = (
  terminal: TestTerminal,
  checkpoint: string | null,
): Promise<PullAccountsResponse> => {
  const query = new URLSearchParams({ limit: '7', ...(checkpoint === null ? {} : { checkpoint }) });
  return terminal.get(
    `${PULL_ACCOUNTS_PATH}?${query.toString()}`,
    exchangeSchemas.pullAccounts.response,
  );
};

async function untilTopic(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  topic: 'accounts' | 'reference',
): Promise<void> {
  let text = '';
  for (let reads = 0; reads < 1000; reads += 1) {
    const { value, done } = await reader.read();
    expect(done).toBe(false);
    text += new TextDecoder().decode(value);
    const events = [...text.matchAll(/data: (.*)\n\n/g)].map(([, data = '']) =>
      streamEventSchema.parse(JSON.parse(data)),
    );
    if (events.some(({ topics }) => topics.includes(topic))) {
      return;
    }
  }
  throw new Error(`no ${topic}`);
}

describeOnPostgres('pulling while others commit', (bench) => {
  it('misses no change, although transactions commit in another order than they began', async () => {
    const { ledger } = bench();
    const writers = await Promise.all([1, 2, 3, 4].map(() => newTerminal(ledger)));
    const puller = await newTerminal(ledger);
    const seen = new Map<string, number>();
    let { checkpoint } = await accounts(puller, null);
    const start = await trueRecords(ledger);
    start.forEach((record) => seen.set(record.cardToken, record.balancePoints));
    const progress = { writing: true };
    const work = Promise.all(
      writers.map(async (writer, lane) => {
        for (let turn = 0; turn < 12; turn += 1) {
          const batch = Array.from({ length: 10 }, (_, index) => {
            const { memberId, cardToken } =
              start[(turn * 37 + lane * 13 + index * 5) % start.length]!;
            return writer.seal({ member: { kind: 'member', memberId, cardToken } });
          });
          expect((await writer.push(batch)).stopped).toBeNull();
        }
      }),
    ).finally(() => {
      progress.writing = false;
    });
    for (let turns = 0, last = false; !last && turns < 10_000; turns += 1) {
      last = !progress.writing;
      let more = true;
      while (more) {
        const answer = await accounts(puller, checkpoint);
        answer.accounts.forEach((record) => seen.set(record.cardToken, record.balancePoints));
        ({ checkpoint, more } = answer);
      }
    }
    await work;
    const truth = new Map((await trueRecords(ledger)).map((r) => [r.cardToken, r.balancePoints]));
    expect(seen).toEqual(truth);
  });

  it('holds a change back while an older transaction runs, and shows both after it', async () => {
    const { ledger, databaseUrl } = bench();
    const terminal = await newTerminal(ledger);
    const [older, newer] = [await recordOf(ledger, 'M0000050'), await recordOf(ledger, 'M0000051')];
    let { checkpoint } = await accounts(terminal, null);
    const client = new pg.Client({ connectionString: databaseUrl ?? '' });
    await client.connect();
    await client.query('BEGIN');
    await client.query(
      `UPDATE member SET change_xid = pg_current_xact_id(), display_name = 'Late L.' WHERE member_id = 'M0000050'`,
    );
    const { memberId, cardToken } = newer;
    await terminal.push([terminal.seal({ member: { kind: 'member', memberId, cardToken } })]);
    const early = await accounts(terminal, checkpoint);
    expect(early.accounts).toEqual([]);
    checkpoint = early.checkpoint;
    await client.query('COMMIT');
    await client.end();
    const late = await accounts(terminal, checkpoint);
    expect(late.accounts.map((record) => record.memberId)).toEqual([
      older.memberId,
      newer.memberId,
    ]);
  });

  it('says again that there is something to pull when what hid it is rolled back silently', async () => {
    const { ledger, databaseUrl } = bench();
    const terminal = await newTerminal(ledger);
    const { memberId, cardToken } = await recordOf(ledger, 'M0000052');
    const { checkpoint } = await accounts(terminal, null);
    const client = new pg.Client({ connectionString: databaseUrl ?? '' });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    await terminal.push([terminal.seal({ member: { kind: 'member', memberId, cardToken } })]);
    expect((await accounts(terminal, checkpoint)).accounts).toEqual([]);
    await client.query('ROLLBACK');
    await client.end();
    const stream = await terminal.request('GET', '/v1/stream');
    const reader = stream.body!.getReader();
    await reader.read();
    await untilTopic(reader, 'accounts');
    await reader.cancel();
    expect((await accounts(terminal, checkpoint)).accounts).toMatchObject([{ memberId }]);
  });

  it('serves one chain from two ledgers: a sale at one is announced and pulled at the other', async () => {
    const { ledger, databaseUrl, clock } = bench();
    const second = await startLedger({
      clock,
      database: { kind: 'server', databaseUrl: databaseUrl ?? '' },
    });
    try {
      const terminal = await newTerminal(ledger);
      const record = await recordOf(ledger, 'M0000053');
      const { checkpoint } = await accounts(terminal, null);
      const stream = await fetchStream(terminal, second.url);
      const { memberId, cardToken } = record;
      await terminal.push([terminal.seal({ member: { kind: 'member', memberId, cardToken } })]);
      await untilTopic(stream, 'accounts');
      await stream.cancel();
      const query = new URLSearchParams({ limit: '7', checkpoint });
      const answer = await terminal.at(second.url, () =>
        terminal.get(
          `${PULL_ACCOUNTS_PATH}?${query.toString()}`,
          exchangeSchemas.pullAccounts.response,
        ),
      );
      expect(answer.accounts).toMatchObject([{ balancePoints: record.balancePoints + 100 }]);
    } finally {
      await second.close();
    }
  });

  it('answers "unavailable" or nothing worse while connections die, and heals', async () => {
    const { ledger, databaseUrl } = bench();
    const terminal = await newTerminal(ledger);
    const client = new pg.Client({ connectionString: databaseUrl ?? '' });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await client.end();
    const statuses: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      statuses.push((await terminal.request('GET', `${PULL_ACCOUNTS_PATH}?limit=1`)).status);
    }
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(statuses.at(-1)).toBe(200);
    expect((await terminal.push([terminal.seal()])).stopped).toBeNull();
  });

  it('answers "unavailable" while the server is away, and heals when it is back', async () => {
    const { ledger, server } = bench();
    const terminal = await newTerminal(ledger);
    const sealed = terminal.seal();
    await server?.pause();
    const away = await terminal.request('POST', '/v1/push', { transactions: [sealed] });
    const answer = await readAnswer(away, exchangeSchemas.push.response);
    expect([answer.status, answer.error?.code]).toEqual([503, 'unavailable']);
    expect((await fetch(`${ledger.url}/ready`)).status).toBe(503);
    expect((await fetch(`${ledger.url}/health`)).status).toBe(200);
    await server?.resume();
    expect((await terminal.push([sealed])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    expect((await fetch(`${ledger.url}/ready`)).status).toBe(200);
  });
});

/** The stream of a terminal at a ledger, after its first event. */
async function fetchStream(
  terminal: TestTerminal,
  url: string,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await terminal.at(url, () => terminal.request('GET', '/v1/stream'));
  const reader = response.body!.getReader();
  await reader.read();
  return reader;
}
