import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyNext, type ChainHead } from '../../../src/domain/seal.ts';
import { nodeFileSystem } from '../../../src/main/journal/nodeFileSystem.ts';
import { allOf, journalKit, openedJournal, testPrivateKey } from '../../support/journalKit.ts';
import { saleDraft } from '../../support/transactionDrafts.ts';

const VICTIM = fileURLToPath(new URL('../../support/journalVictim.ts', import.meta.url));
const ROUNDS = 20;

describe('invariant 1: kill -9 at any instant loses no approved sale and invents none', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('on the real disk, over and over on one journal', async () => {
    const keyFile = join(folder, 'key.pem');
    const pem = testPrivateKey();
    await writeFile(keyFile, pem);
    const directory = join(folder, 'journal');
    const kit = { ...journalKit(nodeFileSystem, directory, pem), segmentBytes: 20_000 };
    let known = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const approved = await sellUntilKilled([directory, keyFile], 3 + ((round * 7) % 23));
      const journal = await openedJournal(kit);
      expect(journal.status().damage).toEqual([]);
      const found = await allOf(journal);
      expect(found.slice(known).map(lineOf).slice(0, approved.length)).toEqual(approved);
      expect(found.length - known - approved.length).toBeLessThanOrEqual(1);
      let head: ChainHead = kit.head;
      for (const transaction of found) {
        const step = verifyNext(head, transaction, kit.sha256Hex);
        expect(step.ok).toBe(true);
        head = step.ok ? step.value : head;
      }
      expect((await journal.append(saleDraft(1))).ok).toBe(true);
      known = found.length + 1;
      await journal.close();
    }
    expect(known).toBeGreaterThan(ROUNDS * 3);
  });
});

function lineOf({ body, hash }: { body: { sequence: number }; hash: string }): string {
  return `${body.sequence} ${hash}`;
}

/** Runs the victim, kills it somewhere after its `lines`-th approval, and gives the approvals that got out. */
async function sellUntilKilled(args: string[], lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [VICTIM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.split('\n').length > lines) {
      child.kill('SIGKILL');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(errors).toBe('');
  return out.split('\n').slice(0, -1);
}
