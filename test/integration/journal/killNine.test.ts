import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyNext, type ChainHead } from '../../../src/domain/seal.ts';
import { nodeFileSystem } from '../../../src/main/journal/nodeFileSystem.ts';
import { allOf, openedJournal, testPrivateKey, victimKit } from '../../support/journalKit.ts';
import { seededRandom } from '../../support/ports.ts';
import { saleDraft } from '../../support/transactionDrafts.ts';

const VICTIM = fileURLToPath(new URL('../../support/journalVictim.ts', import.meta.url));
const KILLS = 200;
/** Journals of their own, killed side by side: most of a round is the start of a process. */
const LANES = 4;
const seed = Number(process.env['KILL_SEED'] ?? 1);

describe('invariant 1: kill -9 at any instant loses no approved sale and invents none', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it(`${KILLS} times on the real disk, while it sells, keeps its marks and opens (KILL_SEED=${seed})`, async () => {
    const random = seededRandom(seed);
    await warmUp();
    const lanes = Array.from({ length: LANES }, (_, lane) => runLane(`lane-${lane}`, random));
    const counts = await Promise.all(lanes);
    const killed = counts.reduce((sum, { kills }) => sum + kills, 0);
    const approved = counts.reduce((sum, count) => sum + count.approved, 0);
    expect(killed).toBe(KILLS);
    expect(approved).toBeGreaterThan(KILLS);
  }, 240_000);

  /** Most of a round is the compiling of a victim's code: once is enough, by a victim that ends in order. */
  async function warmUp(): Promise<void> {
    const own = join(folder, 'warm-up');
    const keyFile = join(folder, 'warm-up.pem');
    await mkdir(own);
    await writeFile(keyFile, testPrivateKey());
    const child = startVictim([own, keyFile, '5'], cacheIn(folder));
    expect(await once(child, 'close')).toEqual([0, null]);
  }

  async function runLane(
    name: string,
    random: { next(): number },
  ): Promise<{ kills: number; approved: number }> {
    const own = join(folder, name);
    const keyFile = join(folder, `${name}.pem`);
    const pem = testPrivateKey();
    await mkdir(own);
    await writeFile(keyFile, pem);
    const kit = victimKit(nodeFileSystem, own, pem);
    let head: ChainHead = kit.head;
    let approvedInAll = 0;
    for (let kill = 0; kill < KILLS / LANES; kill += 1) {
      const approved = await sellUntilKilled([own, keyFile], cacheIn(folder), random);
      approvedInAll += approved.length;
      const journal = await openedJournal(kit);
      expect(journal.status()).toMatchObject({ damage: [], stopped: null });
      const found = await allOf(journal, head.sequence);
      const surplus = found.length - approved.length;
      expect(found.map(lineOf).slice(0, approved.length)).toEqual(approved);
      // The one sale that may be there without an answer is the one that was under way.
      expect([0, 1]).toContain(surplus);
      const next = await journal.append(saleDraft(1));
      for (const transaction of [...found, ...(next.ok ? [next.value] : [])]) {
        const step = verifyNext(head, transaction, kit.sha256Hex);
        expect(step.ok).toBe(true);
        head = step.ok ? step.value : head;
      }
      expect(next.ok).toBe(true);
      await journal.close();
    }
    const journal = await openedJournal(kit);
    expect((await allOf(journal)).length).toBe(head.sequence);
    await journal.close();
    return { kills: KILLS / LANES, approved: approvedInAll };
  }
});

function startVictim(args: string[], environment: NodeJS.ProcessEnv) {
  return spawn(process.execPath, [VICTIM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
}

/** Where Node keeps compiled code (node:module, enableCompileCache). */
function cacheIn(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
}

function lineOf({ body, hash }: { body: { sequence: number }; hash: string }): string {
  return `${body.sequence} ${hash}`;
}

/** Runs the victim, kills it some time after some approval, or while it opens, and gives the approvals that got out. */
async function sellUntilKilled(
  args: string[],
  environment: NodeJS.ProcessEnv,
  random: { next(): number },
): Promise<string[]> {
  const lines = Math.floor(random.next() * 12);
  const delayMs = random.next() * 8;
  const child = startVictim(args, environment);
  let out = '';
  let errors = '';
  const kill = () => child.kill('SIGKILL');
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = out.split('\n').length;
    out += text;
    if (before <= lines + 1 && out.split('\n').length > lines + 1) {
      setTimeout(kill, delayMs);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(errors).toBe('');
  return out.split('\n').slice(0, -1);
}
