import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import { HostClient } from '../../support/hostClient.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import { draftOf } from '../../support/ledgerTerminal.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';
import { waitUntil } from '../../support/waitUntil.ts';

let ledger: TestLedger;
let folder = '';
const running: RunningProcess[] = [];

beforeAll(async () => {
  ledger = await startLedger();
});

afterAll(() => ledger.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
  await rm(folder, { recursive: true });
});

function startHost(...more: string[]): RunningProcess {
  const host = startScript('src/main/browser/entry.ts', [
    ...['--profile', join(folder, 'profile'), '--renderer', join(folder, 'renderer')],
    ...['--ready-json', ...more],
  ]);
  running.push(host);
  return host;
}

async function openHost(...more: string[]): Promise<{ host: RunningProcess; till: HostClient }> {
  const host = startHost(...more);
  const [, address = ''] = await host.waitForLine(/"address":"([^"]+)"/);
  return { host, till: await HostClient.open(address) };
}

const enrolment = (terminalId: string) => [
  ...['--ledger', ledger.url],
  ...['--enrol', ledger.codeOf(terminalId)],
];

async function append(till: HostClient, amountMinor: number) {
  const answer = await till.ask('journal.append', { draft: { ...draftOf({ amountMinor }) } });
  expect(answer).toMatchObject({ ok: true });
  return answer.ok ? answer.value.transaction : {};
}

describe('a browser host with a real ledger', () => {
  it('enrols, seals sales, pushes them and pulls what the till needs', async () => {
    const { till } = await openHost();
    expect(await till.ask('terminal.describe', {})).toMatchObject({ value: { enrolment: null } });
    expect(await till.ask('journal.status', {})).toMatchObject({ error: { code: 'notEnrolled' } });
    const code = ledger.codeOf('T0101');
    const enrolled = await till.ask('terminal.enrol', { ledgerUrl: ledger.url, code });
    expect(enrolled).toMatchObject({
      value: { host: 'browser', enrolment: { terminalId: 'T0101', demonstration: true } },
    });
    const transactions = [await append(till, 1000), await append(till, 2500)];
    const push = { operation: 'push', payload: { transactions } } as const;
    expect(await till.ask('ledger.exchange', push)).toMatchObject({
      value: {
        payload: {
          stopped: null,
          results: [
            { sequence: 1, outcome: 'posted' },
            { sequence: 2, outcome: 'posted' },
          ],
        },
      },
    });
    for (const operation of [
      'pullPages',
      'pullProducts',
      'pullOperators',
      'pullSettings',
    ] as const) {
      const payload = { checkpoint: null, limit: 5 };
      expect(await till.ask('ledger.exchange', { operation, payload })).toMatchObject({ ok: true });
    }
    await waitUntil('event of the stream', () =>
      till.events.some(({ event }) => event === 'ledger.changed'),
    );
    expect(await till.ask('ledger.connection', {})).toMatchObject({ value: { status: 'online' } });
  });

  it('gives a read of the simulated scanner to the till as a token, never as a number', async () => {
    const { till } = await openHost(...enrolment('T0102'));
    const cards = await till.ask('demonstration.cards', {});
    const number = cards.ok ? (cards.value.cards[0]?.number ?? '') : '';
    for (;;) {
      const listed = await till.ask('devices.list', {});
      if (listed.ok && listed.value.devices.some(({ connection }) => connection === 'simulator')) {
        break;
      }
    }
    expect(await till.ask('devices.simulate', { number })).toMatchObject({ ok: true });
    const read = await waitUntil('read', () =>
      till.events.find(({ event }) => event === 'devices.read'),
    );
    expect(read.payload).toMatchObject({ outcome: { kind: 'card' } });
    expect(JSON.stringify(till.events)).not.toContain(number);
    const typed = await till.ask('devices.typed', { text: number });
    expect(typed.ok && typed.value.outcome).toEqual((read.payload as { outcome: unknown }).outcome);
  });

  it('keeps every approved sale over a kill -9, and its next follows', async () => {
    const { host, till } = await openHost(...enrolment('T0201'));
    await append(till, 1000);
    await append(till, 2000);
    host.signal('SIGKILL');
    await host.exited;
    const again = await openHost('--ledger', ledger.url);
    const kept = await again.till.ask('journal.read', { afterSequence: 0, limit: 10 });
    const transactions = kept.ok ? kept.value.transactions : [];
    expect(transactions.map(({ body }) => body)).toMatchObject([
      { sequence: 1, totalMinor: 1000 },
      { sequence: 2, totalMinor: 2000 },
    ]);
    expect(await append(again.till, 3000)).toMatchObject({ body: { sequence: 3 } });
    expect(await again.host.stop()).toMatchObject({ code: 0 });
  });

  it('sells on while the ledger is away, and says so', async () => {
    const { host, till } = await openHost(...enrolment('T0202'));
    till.close();
    await host.stop();
    const { till: offline } = await openHost('--ledger', 'http://127.0.0.1:9');
    await append(offline, 1500);
    const hold = { holdId: '01a20423-10ac-7493-9437-8c4801813142', memberId: 'M1', points: 5 };
    expect(
      await offline.ask('ledger.exchange', { operation: 'placeHold', payload: hold }),
    ).toMatchObject({ error: { code: 'ledgerUnavailable' } });
    expect(await offline.ask('ledger.connection', {})).toMatchObject({
      value: { status: 'offline', detail: expect.stringMatching(/./) as string },
    });
  });

  it('refuses a second process on the same profile with a sentence', async () => {
    await openHost();
    const second = startHost();
    expect(await second.exited).toMatchObject({ code: 3 });
    expect(second.output()).toContain('A terminal is already running with the profile');
  });

  it('refuses a wrong and a used enrolment code with the ledger’s reason', async () => {
    const wrong = startHost('--ledger', ledger.url, '--enrol', 'DEMO-0000-NONE');
    expect(await wrong.exited).toMatchObject({ code: 4 });
    expect(wrong.output()).toContain('does not exist');
    const used = startHost(...enrolment('T0201'));
    expect(await used.exited).toMatchObject({ code: 4 });
    expect(used.output()).toContain('already used');
  });

  it('refuses what lacks the protocol’s schema before it reaches journal or ledger', async () => {
    const { till } = await openHost(...enrolment('T0301'));
    const draft = { ...draftOf({}), totalMinor: -1 };
    expect(await till.ask('journal.append', { draft })).toMatchObject({
      error: { code: 'badMessage' },
    });
    expect(
      await till.ask('ledger.exchange', { operation: 'push', payload: { transactions: [] } }),
    ).toMatchObject({ error: { code: 'badMessage' } });
    expect(await till.ask('journal.status', {})).toMatchObject({ value: { sequence: 0 } });
  });

  it('goes on selling when the ledger revokes it, with the reason on the screen', async () => {
    const { till } = await openHost(...enrolment('T0302'));
    await revokeTerminal(ledger.context, 'T0302');
    const payload = { checkpoint: null, limit: 5 };
    expect(await till.ask('ledger.exchange', { operation: 'pullProducts', payload })).toMatchObject(
      { error: { code: 'ledgerRefused', reason: 'terminalRevoked' } },
    );
    expect(await till.ask('ledger.connection', {})).toMatchObject({ value: { status: 'refused' } });
    await append(till, 1000);
  });

  it('ends when its parent is gone', async () => {
    // The helper gives it no standard input, as if the parent had gone at once.
    const orphan = startHost('--exit-with-parent');
    expect(await orphan.exited).toMatchObject({ code: 0 });
  });
});
