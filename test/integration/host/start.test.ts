import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostClient } from '../../support/hostClient.ts';
import { draftOf } from '../../support/ledgerTerminal.ts';
import { skipWhere } from '../../support/platform.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

let folder = '';
const running: RunningProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((start) => start.stop(10_000)));
  await rm(folder, { recursive: true });
});

function start(): RunningProcess {
  const started = startScript('scripts/start.ts', [
    ...['--profile', folder, '--browser', '--no-open'],
  ]);
  running.push(started);
  return started;
}

async function opened(started: RunningProcess): Promise<string> {
  const [, address = ''] = await started.waitForLine(/terminal is open at (\S+)/, 90_000);
  return address;
}

/** Every process below `pid`, as Linux lists them. */
function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return children.flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

/** Whether a process runs; one that has ended and only waits to be read by its parent does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const onLinux = skipWhere(process.platform !== 'linux', 'processes are listed by /proc');

describe('npm start', () => {
  it('lists its options', async () => {
    const help = startScript('scripts/start.ts', ['--help']);
    expect(await help.exited).toMatchObject({ code: 0 });
    for (const option of ['--browser', '--ledger', '--profile', '--port', '--no-open', '--help']) {
      expect(help.output()).toContain(option);
    }
  });

  it('refuses an option that it does not know', async () => {
    const unknown = startScript('scripts/start.ts', ['--colour', 'red']);
    expect(await unknown.exited).toMatchObject({ code: 2 });
    expect(unknown.output()).toContain('--help');
  });

  it('opens an enrolled terminal, says why in which host, and finds its data again', async () => {
    const first = start();
    const address = await opened(first);
    expect(first.output()).toContain('Browser host: as asked with --browser.');
    const till = await HostClient.open(address);
    const draft = { ...draftOf({ amountMinor: 1200 }) };
    expect(await till.ask('journal.append', { draft })).toMatchObject({ ok: true });
    const second = start();
    expect(await second.exited).toMatchObject({ code: 3 });
    expect(second.output()).toContain('already running');
    first.signal('SIGINT');
    expect(await first.exited).toMatchObject({ code: 0 });

    const third = start();
    const again = await opened(third);
    expect(new URL(again).origin).toBe(new URL(address).origin);
    const back = await HostClient.open(again);
    expect(await back.ask('journal.status', {})).toMatchObject({ value: { sequence: 1 } });
    const payload = { checkpoint: null, limit: 1 };
    expect(await back.ask('ledger.exchange', { operation: 'pullProducts', payload })).toMatchObject(
      { ok: true },
    );
  });

  onLinux('leaves no process behind after Ctrl-C', async () => {
    const started = start();
    await opened(started);
    const children = descendants(started.pid);
    // The ledger, the host and its device host at least.
    expect(children.length).toBeGreaterThanOrEqual(3);
    process.kill(started.pid, 'SIGINT');
    expect(await started.exited).toMatchObject({ code: 0 });
    expect(children.filter(isAlive)).toEqual([]);
  });

  onLinux('says which part has died and ends the rest', async () => {
    const started = start();
    await opened(started);
    const children = descendants(started.pid);
    const ledger = children.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ledger.ts'),
    );
    expect(ledger).toBeDefined();
    process.kill(ledger ?? 0, 'SIGKILL');
    expect(await started.exited).toMatchObject({ code: 1 });
    expect(started.output()).toContain('The ledger has ended (SIGKILL)');
    expect(children.filter(isAlive)).toEqual([]);
  });
});
