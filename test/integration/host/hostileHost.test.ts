import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import { STREAM_PATH } from '../../../src/protocol/stream.ts';
import { HostClient, bridgeOf } from '../../support/hostClient.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import { draftOf, TestTerminal } from '../../support/ledgerTerminal.ts';
import { json, startMisbehavingLedger } from '../../support/misbehavingLedger.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';
import { waitUntil } from '../../support/waitUntil.ts';

let ledger: TestLedger;
let folder = '';
const running: RunningProcess[] = [];

beforeAll(async () => {
  ledger = await startLedger({ members: 10 });
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

function startHost(profile: string, ...more: string[]): RunningProcess {
  const host = startScript('src/main/browser/entry.ts', [
    ...['--profile', join(folder, profile), '--renderer', join(folder, 'renderer')],
    ...['--ready-json', ...more],
  ]);
  running.push(host);
  return host;
}

const addressOf = async (host: RunningProcess): Promise<string> =>
  (await host.waitForLine(/"address":"([^"]+)"/))[1] ?? '';

const enrolment = (terminalId: string) => [
  ...['--ledger', ledger.url],
  ...['--enrol', ledger.codeOf(terminalId)],
];

async function append(till: HostClient) {
  const answer = await till.ask('journal.append', { draft: { ...draftOf({}) } });
  expect(answer).toMatchObject({ ok: true });
  return answer.ok ? answer.value.transaction : {};
}

const push = (till: HostClient, transactions: readonly unknown[]) =>
  till.ask('ledger.exchange', { operation: 'push', payload: { transactions } });

describe('the host’s bridge', () => {
  it('lives through frames of every wrong kind, and answers each that has an id', async () => {
    const host = startHost('profile', ...enrolment('T0101'));
    const bridge = await bridgeOf(await addressOf(host));
    const nested = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const frames = [
      '{',
      '[]',
      'null',
      '{"type":"request","id":0,"channel":"journal.status","payload":{}}',
      '{"type":"request","id":1e300,"channel":"journal.status","payload":{}}',
      '{"type":"answer","id":1,"result":{"ok":true}}',
      `{"type":"request","id":1,"channel":"x","payload":${nested},"more":1}`,
    ];
    for (const frame of frames) {
      const socket = await bridge();
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      socket.send(frame);
      expect([frame.slice(0, 40), await closed]).toEqual([frame.slice(0, 40), 1008]);
    }
    const socket = await bridge();
    const answers: string[] = [];
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('{"type":"answer"')) {
        answers.push(text);
      }
    });
    const asked = [
      `"channel":"__proto__","payload":{}`,
      `"channel":"constructor","payload":{}`,
      `"channel":"journal.append","payload":{"draft":${nested}}`,
      `"channel":"journal.append","payload":{"draft":{"__proto__":{"kind":"sale"}}}`,
      `"channel":"ledger.exchange","payload":{"operation":"push","payload":{"a":${nested}}}`,
      `"channel":"ledger.exchange","payload":{"operation":"toString","payload":{}}`,
      `"channel":"settings.write","payload":{"__proto__":null,"cardFormats":${nested}}`,
      `"channel":"journal.read","payload":{"afterSequence":-1,"limit":1e9}`,
    ];
    asked.forEach((rest, index) => socket.send(`{"type":"request","id":${index + 1},${rest}}`));
    await waitUntil('every answer', () => answers.length === asked.length);
    answers.forEach((text) => expect(text).toContain('"ok":false'));
    answers.forEach((text) => expect(text).not.toContain('"code":"internal"'));
    const huge = await bridge();
    const gone = new Promise<number>((resolve) => huge.once('close', resolve));
    huge.on('error', () => undefined);
    huge.send(Buffer.alloc(17 * 1024 * 1024, 0x20).toString());
    expect([1006, 1009]).toContain(await gone);
    socket.close();
    expect(host.output()).not.toContain('    at ');
  });

  it('answers thousands of requests at once within its bounds, and sells after', async () => {
    const host = startHost('profile', ...enrolment('T0102'));
    const till = await HostClient.open(await addressOf(host));
    const answers = await Promise.all(
      Array.from({ length: 4000 }, () => till.ask('journal.append', { draft: { ...draftOf({}) } })),
    );
    const sealed = answers.filter(({ ok }) => ok).length;
    expect(sealed).toBeGreaterThan(0);
    const status = await till.ask('journal.status', {});
    expect(status).toMatchObject({ value: { sequence: sealed } });
    expect(await append(till)).toMatchObject({ body: { sequence: sealed + 1 } });
  });

  it('two windows drain one queue: what both sell and both push is posted once', async () => {
    const host = startHost('profile', ...enrolment('T0201'));
    const bridge = await bridgeOf(await addressOf(host));
    const windows = [new HostClient(await bridge()), new HostClient(await bridge())] as const;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => append(windows[index % 2 === 0 ? 0 : 1])),
    );
    const read = await windows[0].ask('journal.read', { afterSequence: 0, limit: 50 });
    const transactions = read.ok ? read.value.transactions : [];
    expect(transactions).toHaveLength(20);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => push(windows[index % 2 === 0 ? 0 : 1], transactions)),
    );
    const outcomes = answers.flatMap((answer) =>
      answer.ok ? JSON.stringify(answer.value).match(/posted|duplicate/g) : [],
    );
    expect(outcomes.filter((outcome) => outcome === 'posted')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(100);
  });
});

describe('a host and a hostile ledger', () => {
  it('refuses an enrolment answer that is none, with a sentence, and enrols at the true ledger after', async () => {
    const host = startHost('profile');
    const till = await HostClient.open(await addressOf(host));
    const hash = '0'.repeat(64);
    const answer = {
      terminalId: 'T1',
      terminalName: 'Lane',
      chainName: 'Chain',
      store: { storeId: 'S1', name: 'Shop', businessDay: { timeZone: 'UTC', dayEndMinutes: 0 } },
      tokenKey: Buffer.alloc(32).toString('base64'),
      cardPatterns: [],
      head: { sequence: 0, hash },
      demonstration: false,
    };
    const pattern = { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' };
    const businessDay = { timeZone: 'Nowhere/At_All', dayEndMinutes: 0 };
    const hostile = await startMisbehavingLedger(json(200, {}));
    for (const bent of [
      {},
      { ...answer, tokenKey: 'A'.repeat(44) },
      { ...answer, tokenKey: Buffer.alloc(16).toString('base64') },
      { ...answer, cardPatterns: Array.from({ length: 100_000 }, () => pattern) },
      { ...answer, terminalId: '../../etc/passwd' },
      { ...answer, head: { sequence: -1, hash } },
      { ...answer, store: { ...answer.store, businessDay } },
    ]) {
      hostile.behave(json(200, bent));
      const refused = await till.ask('terminal.enrol', { ledgerUrl: hostile.url, code: 'CODE-1' });
      expect([JSON.stringify(bent).slice(0, 60), refused.ok]).toEqual([
        JSON.stringify(bent).slice(0, 60),
        false,
      ]);
      expect(refused.ok ? '' : refused.error.message).not.toMatch(/internal error/);
    }
    await hostile.close();
    const other = await startLedger({ members: 10 });
    const code = other.codeOf('T0101');
    const enrolled = await till.ask('terminal.enrol', { ledgerUrl: other.url, code });
    expect(enrolled).toMatchObject({ ok: true });
    await append(till);
    await other.close();
  });

  it('sells on while the ledger floods its stream', async () => {
    const enrolled = startHost('profile', ...enrolment('T0202'));
    await addressOf(enrolled);
    await enrolled.stop();
    const event = `event: changed\ndata: {"topics":["accounts"]}\n\n`.repeat(2000);
    let flooding = true;
    const hostile = await startMisbehavingLedger((response, request) => {
      if (!request.url.startsWith(STREAM_PATH)) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const flood = (): void => {
        while (flooding && !response.destroyed && response.write(event));
        response.once('drain', flood);
      };
      flood();
    });
    const host = startHost('profile', '--ledger', hostile.url);
    const till = await HostClient.open(await addressOf(host));
    await waitUntil('events', () => till.events.some(({ event }) => event === 'ledger.changed'));
    for (let sale = 0; sale < 10; sale += 1) {
      await append(till);
    }
    // Without coalescing, a second of flood brings tens of thousands.
    expect(till.events.length).toBeLessThan(1000);
    flooding = false;
    await hostile.close();
  });

  it('sells on when it is revoked in mid-stream, and says why', async () => {
    const host = startHost('profile', ...enrolment('T0302'));
    const till = await HostClient.open(await addressOf(host));
    const sold = await append(till);
    // What the ledger announces comes by the stream: so it stands.
    const other = new TestTerminal(ledger.url);
    await other.enrol(ledger.codeOf('T0301'));
    while (!till.events.some(({ event }) => event === 'ledger.changed')) {
      expect((await other.push([other.seal()])).stopped).toBeNull();
    }
    await revokeTerminal(ledger.context, 'T0302');
    await waitUntil('reason', () => JSON.stringify(till.events).includes('was revoked'));
    expect(await push(till, [sold])).toMatchObject({
      value: { payload: { results: [{ outcome: 'quarantined', reason: 'terminalRevoked' }] } },
    });
    expect(await till.ask('ledger.connection', {})).toMatchObject({
      value: { status: 'refused', refusal: 'terminalRevoked' },
    });
    await append(till);
  });
});

describe('a profile in trouble', () => {
  it('starts where the address of its page can neither be read nor kept', async () => {
    await mkdir(join(folder, 'profile', 'browser-host.json'), { recursive: true });
    const host = startHost('profile');
    await addressOf(host);
    await host.waitForLine(/could not be kept \(\w+\)\. Check the rights/);
    expect(host.output()).not.toContain('    at ');
  });

  it('says of a damaged key what to move away; then a new code enrols it again', async () => {
    const other = await startLedger({ members: 10 });
    const enrol = (terminalId: string) => [
      ...['--ledger', other.url],
      ...['--enrol', other.codeOf(terminalId)],
    ];
    const first = startHost('profile', ...enrol('T0101'));
    await addressOf(first);
    await first.stop();
    const key = join(folder, 'profile', 'keys', 'signing-key.key');
    await writeFile(key, (await readFile(key)).subarray(0, 20));
    const second = startHost('profile');
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output()).toContain('move its file enrolment.json and its folder keys away');
    await rm(join(folder, 'profile', 'enrolment.json'));
    await rm(join(folder, 'profile', 'keys'), { recursive: true });
    await addressOf(startHost('profile', ...enrol('T0102')));
    await other.close();
  });

  it('is noticed when a copy of it sells too: whose sales the ledger does not have, approves no more', async () => {
    const other = await startLedger({ members: 10 });
    const options = ['--ledger', other.url, '--enrol', other.codeOf('T0101')];
    const first = startHost('profile', ...options);
    await addressOf(first);
    await first.stop();
    await cp(join(folder, 'profile'), join(folder, 'copy'), { recursive: true });
    const tills = [
      await HostClient.open(await addressOf(startHost('profile'))),
      await HostClient.open(await addressOf(startHost('copy'))),
    ] as const;
    const [mine, copied] = [await append(tills[0]), await append(tills[1])];
    expect(await push(tills[0], [mine])).toMatchObject({ value: { payload: { stopped: null } } });
    expect(await push(tills[1], [copied])).toMatchObject({
      value: { payload: { stopped: { code: 'ledgerAhead' } } },
    });
    const refused = await tills[1].ask('journal.append', { draft: { ...draftOf({}) } });
    expect(refused).toMatchObject({ ok: false, error: { code: 'journalStopped' } });
    await append(tills[0]);
    await other.close();
  });
});
