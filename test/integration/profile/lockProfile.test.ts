import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockProfile } from '../../../src/main/profile/lockProfile.ts';
import { skipWhere } from '../../support/platform.ts';

const HOLDER = fileURLToPath(new URL('../../support/profileHolder.ts', import.meta.url));

describe('the lock of a profile', () => {
  let folder: string;
  let holders: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'profile-'));
    holders = [];
  });

  afterEach(async () => {
    await Promise.all(holders.map(killed));
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a process that wants the profile; gives it and what it got. */
  async function holder(directory: string): Promise<{ child: ChildProcess; got: string }> {
    const child = spawn(process.execPath, [HOLDER, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    holders.push(child);
    const got = await new Promise<string>((resolve) => {
      child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    });
    return { child, got };
  }

  it('refuses a second process with a sentence, and lets it in when the first was killed', async () => {
    const first = await holder(folder);
    expect(first.got).toBe('held');
    const refused = await lockProfile(folder);
    expect(refused).toMatchObject({ ok: false, error: { code: 'alreadyRunning' } });
    expect(refused.ok ? '' : refused.error.message).toContain('A terminal is already running');
    await killed(first.child);
    const lock = await lockProfile(folder);
    expect(lock.ok).toBe(true);
    expect((await holder(folder)).got).toBe('alreadyRunning');
    await (lock.ok ? lock.value.release() : undefined);
    expect((await holder(folder)).got).toBe('held');
  });

  it('goes to one of many that start at the same instant, time and again', async () => {
    for (let round = 0; round < 3; round += 1) {
      const started = await Promise.all(Array.from({ length: 5 }, () => holder(folder)));
      expect(started.map(({ got }) => got).sort()).toEqual([
        ...Array.from({ length: 4 }, () => 'alreadyRunning'),
        'held',
      ]);
      await Promise.all(started.map(({ child }) => killed(child)));
    }
  });

  it('is of the folder, not of the path to it, and of no other folder', async () => {
    const profile = join(folder, 'profile');
    const lock = await lockProfile(profile);
    await symlink(profile, join(folder, 'alias'), 'junction');
    expect((await lockProfile(join(folder, 'alias'))).ok).toBe(false);
    const other = await lockProfile(join(folder, 'other'));
    expect(other.ok).toBe(true);
    await (lock.ok ? lock.value.release() : undefined);
    await (other.ok ? other.value.release() : undefined);
  });

  it('says what is wrong with a folder that is none', async () => {
    await writeFile(join(folder, 'file'), '');
    const refused = await lockProfile(join(folder, 'file'));
    expect(refused).toMatchObject({ ok: false, error: { code: 'profileUnusable' } });
  });

  const longPaths = skipWhere(process.platform === 'win32', 'Windows bounds a path itself');
  longPaths('works however long the path is', async () => {
    const lock = await lockProfile(join(folder, 'x'.repeat(120), 'y'.repeat(120)));
    expect(lock.ok).toBe(true);
    await (lock.ok ? lock.value.release() : undefined);
  });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}
