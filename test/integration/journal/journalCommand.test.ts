import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../../src/main/journal/journal.ts';
import { fileMarkCopy } from '../../../src/main/journal/markCopies.ts';
import { nodeFileSystem } from '../../../src/main/journal/nodeFileSystem.ts';
import { readJournalExport } from '../../../src/protocol/journalExport.ts';
import { allOf, guardedKit, openedJournal, sellTimes } from '../../support/journalKit.ts';
import { projectRoot } from '../../support/processes.ts';

const SALES = 12;
let folder = '';
let profile = '';
let segments = '';
let journal: Journal;

/** A profile whose terminal runs and has sold. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-command-'));
  profile = join(folder, 'profile');
  segments = join(profile, 'journal', 'terminal-terminal-1');
  const kit = guardedKit(nodeFileSystem, segments);
  const mark = join(profile, 'journal-mark-terminal-1.json');
  const copies = [fileMarkCopy(nodeFileSystem, mark)];
  journal = await openedJournal({ ...kit, mark: { ...kit.mark, copies } });
  await sellTimes(journal, SALES);
  await journal.upkeep();
});

afterEach(async () => {
  await journal.close();
  await rm(folder, { recursive: true });
});

function run(...commandLine: string[]): { code: number | null; output: string; errors: string } {
  const done = spawnSync('npm', ['run', '--silent', 'journal', '--', ...commandLine], {
    cwd: projectRoot,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { code: done.status, output: done.stdout, errors: done.stderr };
}

/** Every file below the profile with a digest of its content. */
async function fingerprint(): Promise<string[]> {
  const entries = await readdir(profile, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const lines = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path} ${createHash('sha256')
      .update(await readFile(path))
      .digest('hex')}`;
  });
  return (await Promise.all(lines)).sort();
}

describe('npm run journal', () => {
  it('verifies the journal of a terminal that runs, and changes nothing', async () => {
    const before = await fingerprint();
    const { code, output } = run('verify', profile);
    expect(output).toContain('Journal of terminal terminal-1');
    expect(output).toMatch(/signatures +12 checked with the key of the mark, 0 wrong/);
    expect(output).toMatch(/mark +transaction 12,/);
    expect(output).toContain('In order.');
    expect(code).toBe(0);
    expect(await fingerprint()).toEqual(before);
    await sellTimes(journal, 1);
  });

  it('verifies a copy of the journal’s folder alone, where no key is to be had', async () => {
    const copy = join(folder, 'copy');
    await cp(segments, copy, { recursive: true });
    const { code, output } = run('verify', copy, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject([{ ok: true, transactions: SALES, signatures: null }]);
  });

  it('holds a mark against the journal of its own enrolment, and none against the one before', async () => {
    const enrolmentId = '01890000-0000-7000-8000-000000000002';
    const later = guardedKit(nodeFileSystem, `${segments}.${enrolmentId}`);
    const copies = [fileMarkCopy(nodeFileSystem, join(profile, 'journal-mark-terminal-1.json'))];
    const head = { sequence: SALES, hash: journal.status().hash };
    const anew = await openedJournal({
      ...later,
      head,
      mark: { ...later.mark, enrolmentId, copies },
    });
    await sellTimes(anew, 2);
    await anew.close();
    const { code, output } = run('verify', profile, '--json');
    expect(JSON.parse(output)).toMatchObject([
      { ok: true, transactions: SALES, mark: null },
      { ok: true, transactions: 2, mark: { sequence: SALES + 2 } },
    ]);
    expect(code).toBe(0);
    const show = run('show', profile);
    expect(show.code).toBe(2);
    expect(show.errors).toContain('several journals');
    expect(run('show', segments).output.trim().split('\n')).toHaveLength(SALES);
  });

  it('finds a wrong byte, a missing segment and a foreign key, each with exit code 1', async () => {
    await journal.close();
    const names = (await readdir(segments)).filter((name) => name.endsWith('.journal')).sort();
    const path = join(segments, names[1] ?? '');
    const content = await readFile(path);
    content[600] = (content[600] ?? 0) ^ 1;
    await writeFile(path, content);
    const before = await fingerprint();
    const damaged = run('verify', profile);
    expect(damaged.code).toBe(1);
    expect(damaged.output).toMatch(/DAMAGE +00000002.journal: bytes/);
    expect(await fingerprint()).toEqual(before);

    await rm(path);
    const missing = run('verify', profile, '--json');
    expect(missing.code).toBe(1);
    expect(missing.output).toContain('part of this terminal’s journal is missing');

    const key = Buffer.alloc(32, 7).toString('base64');
    const foreign = run('verify', profile, '--public-key', key);
    expect(foreign.code).toBe(1);
    expect(foreign.output).toContain('is not of this key');
  });

  it('takes a record that is being written for no damage', async () => {
    await journal.close();
    const names = (await readdir(segments)).filter((name) => name.endsWith('.journal')).sort();
    const path = join(segments, names.at(-1) ?? '');
    const content = await readFile(path);
    await writeFile(path, content.subarray(0, content.findLastIndex((byte) => byte !== 0) - 40));
    const { code, output } = run('verify', segments, '--json');
    expect(output).toContain('was being written');
    expect(output).toContain('had been approved');
    expect(code).toBe(1);
  });

  it('shows transactions without saying who they were for', () => {
    const { code, output } = run('show', profile, '--from', '3', '--to', '9', '--limit', '2');
    expect(code).toBe(0);
    expect(output.trim().split('\n')).toHaveLength(2);
    expect(output).toMatch(/^ +3 {2}2026-11-22T/);
    expect(output).toContain('300 EUR');
    const json = run('show', profile, '--limit', '1', '--json').output;
    expect(JSON.parse(json)).toMatchObject([{ sequence: 1, member: 'member', earnedPoints: 1 }]);
    for (const trace of ['member-1', 'abababab', 'Café', 'op-1']) {
      expect(output + json).not.toContain(trace);
    }
  });

  it('exports what a ledger can read, and never over a file that is there', async () => {
    const out = join(folder, 'export.jsonl');
    const first = run('export', profile, '--out', out);
    expect(first).toMatchObject({ code: 0, errors: '' });
    const text = await readFile(out, 'utf8');
    const sha256Hex = (part: string) => createHash('sha256').update(part).digest('hex');
    const read = readJournalExport(text, sha256Hex);
    expect(read.ok && read.value.transactions).toEqual(await allOf(journal));
    expect(read.ok && read.value.header).toMatchObject({ terminalId: 'terminal-1', damages: 0 });
    expect(readJournalExport(text.replace('"quantity":1', '"quantity":2'), sha256Hex).ok).toBe(
      false,
    );
    expect(readJournalExport(text.slice(0, text.length / 2), sha256Hex).ok).toBe(false);
    const second = run('export', profile, '--out', out);
    expect(second.code).toBe(2);
    expect(second.errors).toContain('is there already');
    expect(await readFile(out, 'utf8')).toBe(text);
  });

  it('exports what can be read of a damaged journal, and says that it is damaged', async () => {
    await journal.close();
    await rm(join(segments, '00000001.journal'));
    const out = join(folder, 'export.jsonl');
    const { code, errors } = run('export', profile, '--out', out);
    expect(code).toBe(1);
    expect(errors).toContain('damaged');
    expect((await readFile(out, 'utf8')).split('\n').length).toBeGreaterThan(8);
  });

  it.each([
    [['verify'], 'Say verify, show or export'],
    [['mend', '.'], 'Say verify, show or export'],
    [['verify', '/nowhere/at/all'], 'There is no journal'],
    [['export', '.'], '--out FILE'],
    [['show', '.', '--limit', '0'], 'whole numbers'],
    [['verify', '.', '--public-key', 'xyz'], '32 bytes'],
    [['verify', '.', '--loud'], '--loud'],
  ])('says what to do instead of %j', (commandLine, sentence) => {
    const { code, errors } = run(...commandLine);
    expect(code).toBe(2);
    expect(errors).toContain(sentence);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});
