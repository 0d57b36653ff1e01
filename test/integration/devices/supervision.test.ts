import { afterEach, describe, expect, it } from 'vitest';
import {
  DeviceSupervisor,
  type SupervisedRead,
} from '../../../src/main/devices/deviceSupervisor.ts';
import { createForkLauncher } from '../../../src/main/devices/forkLauncher.ts';
import type { DeviceHostLauncher } from '../../../src/main/devices/deviceHostProcess.ts';
import type { Device } from '../../../src/ipc/channels/devices.ts';
import { deviceHostEntry } from '../../support/deviceHostRun.ts';
import { startProcess } from '../../support/processes.ts';
import { skipWhere } from '../../support/platform.ts';
import { waitUntil } from '../../support/waitUntil.ts';

/** A published test number (Mastercard). */
const PAYMENT_NUMBER = '5555555555554444';

describe('the supervision of the device host', () => {
  const supervisors: DeviceSupervisor[] = [];

  afterEach(async () => {
    for (const supervisor of supervisors.splice(0)) {
      await supervisor.stop();
    }
  });

  function start(simulator = true): {
    supervisor: DeviceSupervisor;
    pids: number[];
    reads: SupervisedRead[];
    lists: Device[][];
    log: string[];
  } {
    const pids: number[] = [];
    const fork = createForkLauncher(deviceHostEntry);
    const launch: DeviceHostLauncher = () => {
      const launched = fork();
      pids.push(launched.pid ?? -1);
      return launched;
    };
    const log: string[] = [];
    const supervisor = new DeviceSupervisor({
      launch,
      configuration: { serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator },
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      log: (level, message) => log.push(`${level} ${message}`),
    });
    supervisors.push(supervisor);
    const reads: SupervisedRead[] = [];
    const lists: Device[][] = [];
    supervisor.onRead((read) => reads.push(read));
    supervisor.onDevices((devices) => lists.push(devices));
    supervisor.start();
    return { supervisor, pids, reads, lists, log };
  }

  const ready = async (supervisor: DeviceSupervisor): Promise<void> => {
    await waitUntil('simulated scanner', () =>
      supervisor.devices().some(({ state }) => state === 'ready'),
    );
  };

  /** Waits until the list said that the readers are gone with the device host. */
  const restarted = async (lists: readonly Device[][]): Promise<void> => {
    await waitUntil('word of the restart', () =>
      lists.some((list) => list.some(({ detail }) => /being started again/.test(detail))),
    );
  };

  it('lets a host that stands by take over after kill -9, and puts another beside it', async () => {
    const { supervisor, pids, reads, lists } = start();
    await ready(supervisor);
    await waitUntil('host that stands by', () => pids.length === 2);
    process.kill(pids[0]!, 'SIGKILL');
    await restarted(lists);
    await ready(supervisor);
    supervisor.simulate('4006381333931');
    await waitUntil('read', () => cards(reads).length === 1);
    await waitUntil('another that stands by', () => pids.length === 3);
    process.kill(pids[1]!, 'SIGKILL');
    await waitUntil('read of the third', () => {
      supervisor.simulate('96385074');
      return reads.some(({ outcome }) => JSON.stringify(outcome).includes('96385074'));
    });
  });

  it('brings reads of the device host to the terminal', async () => {
    const { supervisor, reads } = start();
    await ready(supervisor);
    expect(supervisor.simulate('4006381333931')).toBe(true);
    await waitUntil('read', () => reads.length > 0);
    expect(reads[0]).toMatchObject({
      connection: 'simulator',
      outcome: { result: 'credential', reading: { gtin: '4006381333931' } },
    });
  });

  it('decodes typed numbers and bursts of keys', async () => {
    const { supervisor } = start();
    const keys = Array.from('96385074').map((digit, index) => ({
      code: `Digit${digit}`,
      shift: false,
      control: false,
      alt: false,
      atMs: index * 5,
    }));
    const enter = { code: 'Enter', shift: false, control: false, alt: false, atMs: 45 };
    expect(await supervisor.decodeTyped('4006381333931')).toMatchObject({ result: 'credential' });
    expect(await supervisor.decodeKeys([...keys, enter])).toMatchObject({
      result: 'credential',
      reading: { text: '96385074' },
    });
    expect(await supervisor.decodeTyped(PAYMENT_NUMBER)).toEqual({
      result: 'refused',
      reason: 'paymentCard',
    });
  });

  it('starts it again after kill -9, says so on the device list, and reads on', async () => {
    const { supervisor, pids, reads, lists, log } = start();
    await ready(supervisor);
    const killed = pids[0]!;
    process.kill(killed, 'SIGKILL');
    await restarted(lists);
    expect(log.some((line) => line.includes('SIGKILL') && line.includes('lost'))).toBe(true);
    expect(reads.map(({ outcome }) => outcome)).toMatchObject([
      { result: 'invalid', reason: expect.stringMatching(/present it once more/) as string },
    ]);
    await ready(supervisor);
    supervisor.simulate('4006381333931');
    await waitUntil('read', () => cards(reads).length === 1);
  });

  skipWhere(process.platform === 'win32', 'Windows has no SIGSTOP')(
    'notices that it hangs, starts it again, and reads on',
    async () => {
      const { supervisor, pids, reads, lists } = start();
      await ready(supervisor);
      const hung = pids[0]!;
      process.kill(hung, 'SIGSTOP');
      await restarted(lists);
      await ready(supervisor);
      supervisor.simulate('4006381333931');
      await waitUntil('read', () => cards(reads).length === 1);
      await waitUntil('end of the hung process', () => !isRunning(hung));
    },
  );

  it('gives an answer to what was asked of a device host that died meanwhile', async () => {
    const { supervisor, pids } = start();
    await ready(supervisor);
    process.kill(pids[0]!, 'SIGKILL');
    expect(await supervisor.decodeTyped('4006381333931')).toMatchObject({
      result: expect.stringMatching(/credential|invalid/) as string,
    });
  });

  it('keeps the last settings across a restart', async () => {
    const { supervisor, pids, lists } = start(false);
    supervisor.configure({ serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator: true });
    await ready(supervisor);
    process.kill(pids[0]!, 'SIGKILL');
    await restarted(lists);
    await ready(supervisor);
    expect(supervisor.devices()[0]?.connection).toBe('simulator');
  });

  it('lets nothing of a payment number into reads, device lists or the log', async () => {
    const { supervisor, reads, lists, log } = start();
    await ready(supervisor);
    supervisor.simulate(PAYMENT_NUMBER);
    await waitUntil('read', () => reads.length === 1);
    const refused = await supervisor.decodeTyped(PAYMENT_NUMBER);
    const everything = JSON.stringify({ reads, lists, log, refused });
    expect(reads[0]?.outcome).toEqual({ result: 'refused', reason: 'paymentCard' });
    expect(everything).not.toContain(PAYMENT_NUMBER.slice(0, 6));
    expect(everything).not.toContain(PAYMENT_NUMBER.slice(-6));
  });

  it('does not outlive a terminal that was killed', async () => {
    const parent = startProcess({
      command: process.execPath,
      arguments: [
        '--input-type=module',
        '-e',
        `import { fork } from 'node:child_process';
         const child = fork(${JSON.stringify(deviceHostEntry)}, [], { detached: true, execArgv: [] });
         child.once('message', () => console.log('device host ' + child.pid));`,
      ],
    });
    const [, pid] = await parent.waitForLine(/^device host (\d+)$/);
    // The device host is detached from its group, which ends with it: it must end by itself.
    process.kill(parent.pid, 'SIGKILL');
    await waitUntil('end of the device host', () => !isRunning(Number(pid)));
    await parent.exited;
  });

  it('says in one line how a device host is started, where a person starts it', async () => {
    const alone = startProcess({ command: process.execPath, arguments: [deviceHostEntry] });
    await alone.waitForLine(/add --stdio/);
    expect(await alone.exited).toEqual({ code: 2, signal: null });
  });

  it('ends the device host when it stops', async () => {
    const { supervisor, pids } = start();
    await ready(supervisor);
    await supervisor.stop();
    expect(pids.map(isRunning)).toEqual([false]);
  });
});

function cards(reads: readonly SupervisedRead[]): readonly SupervisedRead[] {
  return reads.filter(({ outcome }) => outcome.result === 'credential');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
