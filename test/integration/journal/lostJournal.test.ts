import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HostClient } from '../../support/hostClient.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import { draftOf } from '../../support/ledgerTerminal.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

let ledger: TestLedger;
let folder = '';
let profile = '';
let journal = '';
const running: RunningProcess[] = [];

beforeAll(async () => {
  ledger = await startLedger();
});

afterAll(() => ledger.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lost-journal-'));
  profile = join(folder, 'profile');
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
  await rm(folder, { recursive: true });
});

/** Starts the host of the profile; the first time it is enrolled, as a terminal that no other test uses. */
async function start(
  terminalId: string,
  more: readonly string[] = [],
): Promise<{ host: RunningProcess; till: HostClient }> {
  journal = join(profile, 'journal', `terminal-${terminalId}`);
  const isEnrolled = existsSync(join(profile, 'enrolment.json'));
  const host = startScript('src/main/browser/entry.ts', [
    ...['--profile', profile, '--renderer', join(folder, 'renderer'), '--ready-json', ...more],
    ...(isEnrolled ? [] : ['--ledger', ledger.url, '--enrol', ledger.codeOf(terminalId)]),
  ]);
  running.push(host);
  const [, address = ''] = await host.waitForLine(/"address":"([^"]+)"/);
  return { host, till: await HostClient.open(address) };
}

/** Sells so many times and ends the host in order. */
async function sellAndStop(terminalId: string, sales: number): Promise<void> {
  const { host, till } = await start(terminalId);
  for (let sale = 0; sale < sales; sale += 1) {
    expect(await sell(till)).toMatchObject({ ok: true });
  }
  till.close();
  await host.stop();
}

function sell(till: HostClient) {
  return till.ask('journal.append', { draft: { ...draftOf({}) } });
}

describe('a till that lost its journal', () => {
  it('approves nothing, and says what is wrong and what to do', async () => {
    await sellAndStop('T0101', 3);
    await rm(journal, { recursive: true });
    const { till } = await start('T0101');
    const refused = await sell(till);
    expect(refused).toMatchObject({ ok: false, error: { code: 'journalStopped' } });
    const message = refused.ok ? '' : refused.error.message;
    expect(message).toMatch(/journal is missing: 00000001.journal.*Call support.*new code/);
    const status = await till.ask('journal.status', {});
    expect(status).toMatchObject({ value: { stopped: message } });
  });

  it('stays stopped where a script hands it an unused code, and what it holds can be read', async () => {
    await sellAndStop('T0301', 3);
    await cp(journal, join(folder, 'image'), { recursive: true });
    await sellAndStop('T0301', 1);
    await rm(journal, { recursive: true });
    await cp(join(folder, 'image'), journal, { recursive: true });
    const unused = ['--ledger', ledger.url, '--enrol', ledger.codeOf('T0302')];
    const { till } = await start('T0301', unused);
    expect(await till.ask('terminal.describe', {})).toMatchObject({
      value: { enrolment: { terminalId: 'T0301' } },
    });
    expect(await sell(till)).toMatchObject({ ok: false, error: { code: 'journalStopped' } });
    const read = await till.ask('journal.read', { afterSequence: 0, limit: 10 });
    expect(read.ok && read.value.transactions).toHaveLength(3);
  });

  it('is known by the mark in the key store where the profile’s was lost too', async () => {
    await sellAndStop('T0102', 2);
    await rm(journal, { recursive: true });
    await rm(join(profile, 'journal-mark-T0102.json'));
    const { till } = await start('T0102');
    expect(await sell(till)).toMatchObject({ ok: false, error: { code: 'journalStopped' } });
  });

  it('replayed disk image: yesterday’s journal is not sold on from, and what it holds can be read', async () => {
    await sellAndStop('T0201', 2);
    const image = join(folder, 'image');
    await cp(journal, image, { recursive: true });
    await sellAndStop('T0201', 2);
    await rm(journal, { recursive: true });
    await cp(image, journal, { recursive: true });
    const { till } = await start('T0201');
    const refused = await sell(till);
    expect(refused.ok ? '' : refused.error.message).toContain(
      'ends at transaction 2, but 4 had been approved',
    );
    const read = await till.ask('journal.read', { afterSequence: 0, limit: 10 });
    expect(read.ok && read.value.transactions).toHaveLength(2);
  });

  it('app update wipes local data: keeps journal, mark and keys apart from the application, and goes on', async () => {
    await sellAndStop('T0202', 2);
    const before = await readdir(journal);
    await rm(join(folder, 'renderer'), { recursive: true });
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>a newer till</title>');
    const { till } = await start('T0202');
    expect(await readdir(journal)).toEqual(before);
    const sealed = await sell(till);
    expect(sealed.ok && sealed.value.transaction).toMatchObject({ body: { sequence: 3 } });
  });
});
