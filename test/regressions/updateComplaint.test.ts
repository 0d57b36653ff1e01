import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audit } from '../../src/ledger/audit/audit.ts';
import { enrol } from '../../src/ledger/enrolment/enrol.ts';
import { HostClient } from '../support/hostClient.ts';
import { startLedger, type TestLedger } from '../support/ledger.ts';
import { recordOf } from '../support/ledgerBackends.ts';
import { draftOf } from '../support/ledgerTerminal.ts';
import { startScript } from '../support/processes.ts';

/** The profile that an earlier version wrote, file by file; a file ends with so many zeros as its length wants. */
const recordedSchema = z.object({
  writtenBy: z.string(),
  seed: z.int(),
  publicKey: z.string(),
  hashes: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), bytes: z.int(), content: z.base64() })),
});
const fixture = new URL('../fixtures/profile1/recorded.json', import.meta.url);
const TERMINAL = 'T0101';
const MEMBER = 'M0000003';
/** What the three sales of the recording earned. */
const EARNED_POINTS = 100 + 250 + 40;

describe('complaint', () => {
  let folder = '';
  let ledger: TestLedger;
  let recorded: z.infer<typeof recordedSchema>;

  beforeAll(async () => {
    recorded = recordedSchema.parse(JSON.parse(await readFile(fixture, 'utf8')));
    folder = await mkdtemp(join(tmpdir(), 'update-'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
    for (const { path, bytes, content } of recorded.files) {
      const file = join(folder, 'profile', path);
      await mkdir(dirname(file), { recursive: true });
      const given = Buffer.from(content, 'base64');
      await writeFile(file, Buffer.concat([given, Buffer.alloc(bytes - given.length)]));
    }
    ledger = await startLedger({ members: 10, seed: recorded.seed });
    const { publicKey } = recorded;
    const code = ledger.codeOf(TERMINAL);
    expect(await enrol(ledger.context, { code, publicKey })).toMatchObject({ ok: true });
  });

  afterAll(async () => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Starts today's host over the profile, does `work` at its till and stops it. */
  async function atTill(work: (till: HostClient) => Promise<void>): Promise<void> {
    const host = startScript('src/main/browser/entry.ts', [
      ...['--profile', join(folder, 'profile'), '--renderer', join(folder, 'renderer')],
      ...['--ledger', ledger.url, '--ready-json'],
    ]);
    try {
      const till = await HostClient.open((await host.waitForLine(/"address":"([^"]+)"/))[1] ?? '');
      await work(till);
      till.close();
    } finally {
      await host.stop();
    }
  }

  it('app update wipes local data: the profile of an earlier version keeps its lane, its key and every unsent sale', async () => {
    const { balancePoints } = await recordOf(ledger, MEMBER);
    const hashes = [...recorded.hashes];
    await atTill(async (till) => {
      expect(await till.ask('terminal.describe', {})).toMatchObject({
        value: { enrolment: { terminalId: TERMINAL } },
      });
      expect(await till.ask('journal.status', {})).toMatchObject({
        value: { sequence: 3, hash: hashes[2], damage: [], stopped: null },
      });
      const sold = await till.ask('journal.append', { draft: { ...draftOf({}) } });
      expect(sold).toMatchObject({
        value: { transaction: { body: { format: 2, sequence: 4, previousHash: hashes[2] } } },
      });
      const read = await till.ask('journal.read', { afterSequence: 0, limit: 10 });
      const transactions = read.ok ? read.value.transactions : [];
      expect(transactions.slice(0, 3).map(({ hash }) => hash)).toEqual(hashes);
      const answer = await till.ask('ledger.exchange', {
        operation: 'push',
        payload: { transactions },
      });
      const posted = transactions.map((_, at) => ({ sequence: at + 1, outcome: 'posted' }));
      expect(answer).toMatchObject({ value: { payload: { results: posted, stopped: null } } });
    });
    await atTill(async (till) => {
      expect(await till.ask('journal.status', {})).toMatchObject({
        value: { sequence: 4, damage: [], stopped: null },
      });
    });
    expect((await recordOf(ledger, MEMBER)).balancePoints).toBe(balancePoints + EARNED_POINTS);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true, transactions: 4 });
  });
});
