import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { announce, announceLeases } from '../../../src/ledger/stream/changes.ts';
import { STREAM_PATH, streamTopics } from '../../../src/protocol/stream.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import {
  describeOnBoth,
  describeOnPostgres,
  newTerminal,
  recordOf,
} from '../../support/ledgerBackends.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';
import { waitUntil } from '../../support/waitUntil.ts';

interface Follower {
  readonly text: () => string;
  /** Topics of each event so far. */
  readonly events: () => string[][];
  /** Every topic told so far, once: a change may be told twice, and before what was missed. */
  readonly told: () => string[];
  readonly lastId: () => string | undefined;
  readonly close: () => void;
}

const open: { close: () => void }[] = [];

afterEach(() => open.splice(0).forEach((one) => one.close()));

function follow(
  terminal: TestTerminal,
  url: string,
  headers: Record<string, string> = {},
): Follower {
  const signed = terminal.sign('GET', STREAM_PATH, new Uint8Array());
  let text = '';
  const request: ClientRequest = httpRequest(
    `${url}${STREAM_PATH}`,
    { headers: { ...signed.headers, ...headers } },
    (response: IncomingMessage) => {
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('error', () => undefined);
    },
  );
  request.on('error', () => undefined);
  request.end();
  const events = (): string[][] =>
    [...text.matchAll(/data: \{"topics":\[([^\]]*)\]/g)].map(([, list = '']) =>
      list.split(',').flatMap((topic) => (topic === '' ? [] : [topic.slice(1, -1)])),
    );
  const follower: Follower = {
    text: () => text,
    events,
    told: () => [...new Set(events().flat())],
    lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1],
    close: () => request.destroy(),
  };
  open.push(follower);
  return follower;
}

const memberOf = async (ledger: TestLedger, id: string): Promise<TransactionMember> => {
  const { memberId, cardToken } = await recordOf(ledger, id);
  return { kind: 'member', memberId, cardToken };
};

describeOnBoth('the stream', (bench) => {
  it('tells a terminal that comes back what it missed, and nothing where that is nothing', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const first = follow(terminal, ledger.url);
    const id = await waitUntil('the first event', () => first.lastId());
    expect(first.told()).toEqual([...streamTopics]);
    first.close();

    const idle = follow(terminal, ledger.url, { 'last-event-id': id });
    await waitUntil('the first event', () => idle.lastId());
    expect(idle.told()).toEqual([]);
    idle.close();

    await other.push([other.seal({ member: await memberOf(ledger, 'M0000031') })]);
    const missed = follow(terminal, ledger.url, { 'last-event-id': id });
    await waitUntil('the first event', () => missed.lastId());
    expect(missed.told()).toEqual(['accounts']);

    const foreign = follow(terminal, ledger.url, { 'last-event-id': 'event~other~1' });
    await waitUntil('the first event', () => foreign.lastId());
    expect(foreign.told()).toContain('pages');
  });

  it('tells of leases the terminals that have them, and all where those are many', async () => {
    const { ledger } = bench();
    const [holder, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const { sql } = ledger.context;
    const followers = [];
    for (const terminal of [holder, other]) {
      const first = follow(terminal, ledger.url);
      const id = await waitUntil('the first event', () => first.lastId());
      first.close();
      const follower = follow(terminal, ledger.url, { 'last-event-id': id });
      await waitUntil('the first event', () => follower.lastId());
      followers.push(follower);
    }
    const [ofHolder, ofOther] = followers;
    await sql.transaction('write', (session) => announceLeases(session, [holder.terminalId]));
    await waitUntil('leases at their holder', () => ofHolder?.told().includes('leases'));
    // What is told to all comes behind what was told to one.
    await sql.transaction('write', (session) => announce(session, 'reference'));
    await waitUntil('the reference data', () => ofOther?.told().includes('reference'));
    expect(ofOther?.told()).not.toContain('leases');

    const many = Array.from({ length: 60 }, (_, index) => `T${index}`);
    await sql.transaction('write', (session) => announceLeases(session, many));
    await waitUntil('leases at everybody', () => ofOther?.told().includes('leases'));
  });

  it('knows what a terminal of protocol version 1 can hear', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const former = follow(terminal, ledger.url, { 'loyalty-protocol-version': '1' });
    await waitUntil('the first event', () => former.lastId());
    expect(former.told()).toEqual(['pages', 'accounts', 'reference']);
  });

  it('ends the oldest streams of a terminal that opens ever more', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const followers: Follower[] = [];
    for (let count = 0; count < 8; count += 1) {
      const one = follow(terminal, ledger.url);
      await waitUntil('the first event', () => one.lastId());
      followers.push(one);
    }
    const before = followers.map((one) => one.events().length);
    await terminal.push([terminal.seal({ member: await memberOf(ledger, 'M0000033') })]);
    await waitUntil('the change', () => (followers.at(-1)?.events().length ?? 0) > 1);
    const heard = followers.map((one, index) => one.events().length > (before[index] ?? 0));
    expect(heard.slice(0, 4)).toEqual([false, false, false, false]);
    expect(heard.at(-1)).toBe(true);
    await waitUntil('the change at each of the four', () =>
      followers.slice(4).every((one, index) => one.events().length > (before[index + 4] ?? 0)),
    );
  });
});

describeOnPostgres('two ledgers on one database', (bench) => {
  it('tell each other’s terminals, and one resumes what the other began', async () => {
    const { databaseUrl, clock, ledger } = bench();
    const second = await startLedger({
      clock,
      database: { kind: 'server', databaseUrl: databaseUrl ?? '' },
    });
    try {
      const [terminal, other] = [await newTerminal(ledger), await newTerminal(ledger)];
      const there = follow(terminal, second.url);
      const id = await waitUntil('the first event', () => there.lastId());
      await other.push([other.seal({ member: await memberOf(ledger, 'M0000034') })]);
      await waitUntil('the change', () => there.events().length > 1);
      const resumed = follow(terminal, ledger.url, { 'last-event-id': id });
      await waitUntil('the first event', () => resumed.lastId());
      expect(resumed.told()).toEqual(['accounts']);
    } finally {
      await second.close();
    }
  });
});
