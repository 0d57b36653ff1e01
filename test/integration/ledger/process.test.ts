import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditReportSchema } from '../../../src/protocol/demoAudit.ts';
import { exchangeSchemas } from '../../../src/protocol/exchange.ts';
import { TestTerminal } from '../../support/ledgerTerminal.ts';

const readySchema = z.object({
  ledger: z.literal('ready'),
  url: z.url(),
  enrolmentCodes: z.array(z.string()),
});

interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<z.infer<typeof readySchema>>;
  readonly finished: Promise<Finished>;
}

const LEDGER = 'scripts/ledger.ts';
const AUDIT = 'scripts/ledger-audit.ts';

let folder = '';
const children: ChildProcess[] = [];

function run(script: string, ...options: string[]): Running {
  const child = spawn(process.execPath, [script, ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, output, errors }));
  });
  const ready = new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => text.startsWith('{"ledger"'));
      if (line !== undefined && output.includes('}\n')) {
        resolve(readySchema.parse(JSON.parse(line)));
      }
    });
    void finished.then(({ code }) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  ready.catch(() => undefined);
  return { child, ready, finished };
}

const start = (...options: string[]): Running =>
  run(LEDGER, '--data', folder, '--demo', '--members', '20', '--ready-json', ...options);

describe('the ledger process', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-process-'));
  });
  afterEach(async () => {
    children.splice(0).forEach((child) => child.kill('SIGKILL'));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('says what to do without a database, and lists its options', async () => {
    const without = await run(LEDGER, '--port', '0').finished;
    expect(without.code).toBe(2);
    expect(without.errors).toContain('--data DIR');
    const help = await run(LEDGER, '--help').finished;
    expect([help.code, help.output]).toEqual([0, expect.stringContaining('--exit-with-parent')]);
    expect((await run(LEDGER, '--data', folder, '--port', 'x').finished).code).toBe(2);
    expect((await run(AUDIT).finished).code).toBe(2);
    const empty = await run(AUDIT, '--data', folder).finished;
    expect([empty.code, empty.errors]).toEqual([2, expect.stringContaining('no ledger')]);
  });

  it('keeps what it acknowledged through kill -9, refuses a second process, and audits clean', async () => {
    const first = start();
    const { url, enrolmentCodes } = await first.ready;
    expect(enrolmentCodes).toHaveLength(6);
    const terminal = new TestTerminal(url);
    await terminal.enrol(enrolmentCodes[0]!);
    await terminal.push([terminal.seal(), terminal.seal()]);
    const second = await start().finished;
    expect(second.code).toBe(2);
    expect(second.errors).toContain('another ledger process');
    const busyAudit = await run(AUDIT, '--data', folder).finished;
    expect([busyAudit.code, busyAudit.errors]).toEqual([
      2,
      expect.stringContaining('another ledger process'),
    ]);
    const head = (await terminal.push([terminal.seal()])).head;
    first.child.kill('SIGKILL');
    await first.finished;

    const again = start();
    const ready = await again.ready;
    expect(ready.enrolmentCodes).toEqual(enrolmentCodes.slice(1));
    const back = await terminal.at(ready.url, () => terminal.push([terminal.seal()]));
    expect(back).toMatchObject({ stopped: null, head: { sequence: head.sequence + 1 } });
    const accounts = await terminal.at(ready.url, () =>
      terminal.get('/v1/pull/accounts?limit=1', exchangeSchemas.pullAccounts.response),
    );
    expect(accounts.appliedSequence).toBe(4);
    again.child.kill('SIGTERM');
    expect((await again.finished).code).toBe(0);
    const audited = await run(AUDIT, '--data', folder).finished;
    expect(audited.code).toBe(0);
    expect(auditReportSchema.parse(JSON.parse(audited.output))).toMatchObject({
      ok: true,
      transactions: 4,
      members: 20,
    });
  });

  it('stops with streams open, and when its parent goes', async () => {
    const running = start('--exit-with-parent');
    const { url, enrolmentCodes } = await running.ready;
    const terminal = new TestTerminal(url);
    await terminal.enrol(enrolmentCodes[0]!);
    const stream = (await terminal.request('GET', '/v1/stream')).body!.getReader();
    await stream.read();
    running.child.stdin?.end();
    expect((await running.finished).code).toBe(0);
    for (let reads = 0; !(await stream.read()).done; reads += 1) {
      expect(reads).toBeLessThan(1000);
    }
  });

  it('starts over where its very first start was cut off', async () => {
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '');
    expect((await start().ready).enrolmentCodes).toHaveLength(6);
  });
});
