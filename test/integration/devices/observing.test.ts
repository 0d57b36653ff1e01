import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgeOf, HostClient } from '../../support/hostClient.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

const KEYS = Array.from('96385074').map((digit, index) => ({
  code: `Digit${digit}`,
  shift: false,
  control: false,
  alt: false,
  atMs: index * 5,
}));

describe('observing reads', () => {
  let folder = '';
  let host: RunningProcess;
  let open: () => Promise<HostClient>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'observing-'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
    host = startScript('src/main/browser/entry.ts', [
      ...['--profile', join(folder, 'profile'), '--renderer', join(folder, 'renderer')],
    ]);
    const [address] = await host.waitForLine(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
    const connect = await bridgeOf(address);
    open = async () => new HostClient(await connect());
  });

  afterEach(async () => {
    await host.stop();
    await rm(folder, { recursive: true });
  });

  const observe = async (window: HostClient, observing: boolean): Promise<void> => {
    expect(await window.ask('devices.observe', { observing, cardFormats: [] })).toMatchObject({
      ok: true,
    });
  };

  /** Whether a read that `window` brings is shown instead of sold: its event comes before the answer. */
  const isObserved = async (window: HostClient): Promise<boolean> => {
    const before = window.events.filter(({ event }) => event === 'devices.observed').length;
    await window.ask('devices.wedge', { keys: KEYS });
    return window.events.filter(({ event }) => event === 'devices.observed').length > before;
  };

  const untilNotObserved = async (window: HostClient): Promise<void> => {
    // The host hears of a window's end a moment later; each look is a read of its own.
    for (let looks = 0; await isObserved(window); looks += 1) {
      expect(looks).toBeLessThan(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('ends when its window loses the connection, without a word of it', async () => {
    const [setup, till] = [await open(), await open()];
    expect(await isObserved(till)).toBe(false);
    await observe(setup, true);
    expect(await isObserved(till)).toBe(true);
    setup.close();
    await untilNotObserved(till);
    till.close();
  });

  it('goes on for a window while another one that observed ends', async () => {
    const [one, other] = [await open(), await open()];
    await observe(one, true);
    await observe(other, true);
    one.close();
    await observe(other, true);
    expect(await isObserved(other)).toBe(true);
    await observe(other, false);
    await untilNotObserved(other);
    other.close();
  });
});
