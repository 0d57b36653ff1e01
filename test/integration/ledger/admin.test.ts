import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoProgramme } from '../../../src/ledger/demonstration/demoChain.ts';
import { demoProducts } from '../../../src/ledger/demonstration/demoProducts.ts';
import { startLedger as start } from '../../../src/ledger/startLedger.ts';
import {
  PULL_REFERENCE_PATH,
  pullReferenceResponseSchemas,
} from '../../../src/protocol/pullReference.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { TestTerminal } from '../../support/ledgerTerminal.ts';

let folder = '';
let postgres: TestPostgres;
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-'));
  postgres = await startPostgres();
  url = await postgres.createDatabase();
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

/** Runs `ledger admin` as a process, its standard input being `secret`. */
async function admin(words: readonly string[], secret = '') {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'scripts/ledger.ts',
      'admin',
      ...words,
      '--database-url',
      url,
    ],
    { stdio: 'pipe' },
  );
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${secret}\n`);
  let out = '';
  let error = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (error += piece.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, out, error };
}

describe('the administration of a real chain', () => {
  it('sets up a chain from nothing, on which a terminal sells', async () => {
    const programme = join(folder, 'programme.json');
    const products = join(folder, 'products.json');
    await writeFile(programme, JSON.stringify(demoProgramme));
    await writeFile(products, JSON.stringify(demoProducts(1).slice(0, 20)));
    const steps: readonly (readonly [readonly string[], string?])[] = [
      [
        [
          'chain',
          '--name',
          'Corner shops',
          '--card-patterns',
          'EAN-13 starting with 29; UID of 7 bytes',
        ],
      ],
      [['store', 'S1', '--name', 'Main street', '--time-zone', 'Europe/Berlin']],
      [['terminal', 'T1', '--store', 'S1', '--name', 'Lane 1', '--open-category', 'general']],
      [['terminal', 'T2', '--store', 'S1', '--name', 'Lane 2', '--open-category', 'general']],
      [['operator', 'O1', '--name', 'Ada L.', '--role', 'manager'], '4711'],
      [['programme', programme]],
      [['products', products]],
      [['member', 'M1', '--first-name', 'Grace', '--family-name', 'Hopper', '--tier', 'basic']],
      [['link-card', 'M1'], '9812345677'],
    ];
    for (const [words, secret] of steps) {
      const done = await admin(words, secret);
      expect([words[0], done.error, done.exitCode]).toEqual([words[0], '', 0]);
      expect(done.out).not.toContain(secret ?? 'no secret');
    }
    const issued = await admin(['enrolment-code', 'T1']);
    const code = /"code": "([^"]+)"/.exec(issued.out)?.[1] ?? '';
    const ledger = await start({
      database: { kind: 'server', databaseUrl: url },
      host: '127.0.0.1',
      port: 0,
      demonstration: null,
      clock: { nowMs: () => Date.now() },
      logError: () => undefined,
    });
    if (!ledger.ok) {
      throw new Error(ledger.error);
    }
    try {
      const terminal = new TestTerminal(ledger.value.url);
      const enrolled = await terminal.enrol(code);
      expect(enrolled.value).toMatchObject({ terminalId: 'T1', chainName: 'Corner shops' });
      const settings = await terminal.get(
        `${PULL_REFERENCE_PATH}settings?limit=5`,
        pullReferenceResponseSchemas.settings,
      );
      expect(settings.documents[0]?.document).toMatchObject({ terminalCount: 2 });
      const sale = terminal.seal({
        member: { kind: 'member', memberId: 'M1', cardToken: 'a'.repeat(32) },
      });
      expect((await terminal.push([sale])).results).toMatchObject([{ outcome: 'posted' }]);
    } finally {
      await ledger.value.close();
    }
    const reserved = await admin(['reserved']);
    expect(reserved).toMatchObject({ exitCode: 0, error: '' });
    const lost = await admin(['terminal-lost', 'T2', '--note', 'stolen on Friday']);
    expect(lost).toMatchObject({ exitCode: 0, error: '' });
    const listed = await admin(['exceptions']);
    expect(listed).toMatchObject({ exitCode: 0, error: '' });
    expect(listed.out).toContain('terminalLost');
    const exceptionId = /"exceptionId": "([0-9a-f]{32})"/.exec(listed.out)?.[1] ?? '';
    const resolution = ['--as', 'acknowledged', '--note', 'reported to the police'];
    expect(await admin(['resolve', exceptionId, ...resolution])).toMatchObject({ exitCode: 0 });
  }, 120_000);

  it.each([
    [['nonsense'], 2, 'no command'],
    [['store', 'S1'], 2, '--name is missing'],
    [['store', 'S1', '--name', 'x', '--time-zone', 'Mars/Olympus'], 1, 'time zone'],
    [['enrolment-code', 'T9'], 1, 'does not know terminal T9'],
    [['link-card', 'M1'], 1, 'payment card'],
    [['merge-members', 'M1', 'M1'], 1, 'with itself'],
    [['close-member', 'M9', '--note', 'left'], 1, 'does not know member M9'],
  ])(
    'says of %j what will not do',
    async (words, exitCode, text) => {
      const done = await admin(words, '4111111111111111');
      expect(done.exitCode).toBe(exitCode);
      expect(done.error).toContain(text);
      expect(done.error).not.toContain('4111');
      expect(done.error).not.toContain('    at ');
    },
    60_000,
  );
});
