import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect } from 'vitest';
import { startDeviceHost, type DeviceHostRun } from '../../support/deviceHostRun.ts';
import { layoutA, scanReports } from '../../support/hidPosReports.ts';
import { projectRoot, startProcess } from '../../support/processes.ts';
import { waitUntil } from '../../support/waitUntil.ts';
import { skipWhere } from '../../support/platform.ts';
import {
  emulatedScannerName,
  emulateScanner,
  type EmulatedScanner,
} from '../../support/umockdev.ts';
import { hidPosReport } from '../../../src/hardware/simulator/hidPosReport.ts';
import type { HardwareDevice } from '../../../src/hardware/hostMessages.ts';

const onLinux = skipWhere(process.platform !== 'linux', 'umockdev is Linux only');

/** A published test number (Visa). */
const PAYMENT_NUMBER = '4111111111111111';

describe('a USB HID POS scanner through node-hid', () => {
  const started: { scanner: EmulatedScanner; host: DeviceHostRun }[] = [];

  afterEach(async () => {
    for (const { scanner, host } of started.splice(0)) {
      await host.stop();
      await scanner.stop();
    }
  });

  /** The scanner's entry in the last list, where it has one. */
  const shown = (host: DeviceHostRun): HardwareDevice | undefined =>
    host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? [message.devices] : []))
      .at(-1)
      ?.find(({ connection }) => connection === 'hid');

  const untilShown = async (host: DeviceHostRun, state: HardwareDevice['state']): Promise<void> => {
    await host.waitFor(`scanner ${state}`, () => shown(host)?.state === state);
  };

  const scanUntilRead = async (run: (typeof started)[number], digits: string): Promise<void> => {
    const before = run.host.outcomes().length;
    await run.scanner.scan(digits);
    await run.host.waitForReads(before + 1);
  };

  const start = async (): Promise<(typeof started)[number]> => {
    const scanner = await emulateScanner();
    const run = { scanner, host: startDeviceHost(scanner.prefix) };
    started.push(run);
    await untilShown(run.host, 'ready');
    return run;
  };

  onLinux('is found by its usage page, opened, and its scan arrives decoded', async () => {
    const run = await start();
    expect(shown(run.host)?.name).toBe(emulatedScannerName);
    await scanUntilRead(run, '4006381333931');
    expect(run.host.outcomes()[0]).toMatchObject({
      result: 'credential',
      reading: { gtin: '4006381333931', aim: ']E0', text: '4006381333931' },
    });
  });

  onLinux('refuses a payment number and lets no part of it out of the process', async () => {
    const run = await start();
    await scanUntilRead(run, PAYMENT_NUMBER);
    expect(run.host.outcomes()[0]).toEqual({ result: 'refused', reason: 'paymentCard' });
    expect(run.host.everything()).not.toContain(PAYMENT_NUMBER.slice(0, 6));
    expect(run.host.everything()).not.toContain(PAYMENT_NUMBER.slice(-6));
  });

  onLinux('drops the reports that were waiting when it was opened', async () => {
    const scanner = await emulateScanner();
    await scanner.sendReport(hidPosReport('96385074'));
    const run = { scanner, host: startDeviceHost(scanner.prefix) };
    started.push(run);
    await untilShown(run.host, 'ready');
    await scanUntilRead(run, '4006381333931');
    expect(run.host.outcomes()[0]).toMatchObject({ reading: { text: '4006381333931' } });
    expect(run.host.everything()).not.toContain('96385074');
  });

  onLinux('is gone when unplugged, and reads again after replug without a restart', async () => {
    const run = await start();
    await scanUntilRead(run, '4006381333931');
    await run.scanner.unplug();
    await untilShown(run.host, 'gone');
    expect(shown(run.host)?.detail).toMatch(/plugged in/);
    await run.scanner.replug();
    await untilShown(run.host, 'ready');
    await scanUntilRead(run, '96385074');
    expect(run.host.outcomes().at(-1)).toMatchObject({ reading: { text: '96385074' } });
    const ids = run.host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? message.devices : []))
      .map(({ deviceId }) => deviceId);
    expect(new Set(ids).size).toBe(1);
  });

  onLinux(
    'leaves the scanner to the terminal that has it, and takes it up when that is killed',
    async () => {
      const first = await start();
      // The same device in front of a second process, as a second terminal on this machine.
      const second = { scanner: first.scanner, host: startDeviceHost(first.scanner.prefix) };
      try {
        await untilShown(second.host, 'opened');
        const holder = /process (\d+)/.exec(shown(second.host)?.detail ?? '')?.[1];
        await scanUntilRead(first, '4006381333931');
        expect(second.host.outcomes()).toEqual([]);
        process.kill(Number(holder), 'SIGKILL');
        await untilShown(second.host, 'ready');
        await scanUntilRead(second, '96385074');
        expect(second.host.outcomes()).toMatchObject([{ reading: { text: '96385074' } }]);
        expect(first.host.outcomes()).toHaveLength(1);
      } finally {
        await second.host.stop();
      }
    },
  );

  onLinux('joins no half of a scan that an unplug cut with the scan after the replug', async () => {
    const run = await start();
    const [half] = scanReports({ aim: ']Q1', data: 'MEMBER-A'.repeat(10) }, layoutA);
    await run.scanner.sendReport(half ?? new Uint8Array());
    await run.scanner.unplug();
    await untilShown(run.host, 'gone');
    await run.scanner.replug();
    await untilShown(run.host, 'ready');
    await run.scanner.sendReport(layoutA({ aim: ']Q1', data: 'MEMBER-B' }));
    const outcomes = await run.host.waitForReads(1);
    expect(outcomes).toMatchObject([{ result: 'credential', reading: { text: 'MEMBER-B' } }]);
  });

  onLinux('leaves no open file behind over 20 unplugs and replugs', async () => {
    const run = await start();
    await scanUntilRead(run, '4006381333931');
    const pid = await deviceHostPid(run.host.pid);
    const openFiles = (): string[] => namesOfOpenFiles(pid);
    const cycle = async (): Promise<void> => {
      await run.scanner.unplug();
      await untilShown(run.host, 'gone');
      await run.scanner.replug();
      await untilShown(run.host, 'ready');
    };
    await cycle();
    const before = openFiles();
    for (let cycles = 1; cycles < 20; cycles += 1) {
      await cycle();
    }
    // A look at the list holds some for a moment, and the system opens some once and late: a cycle's would stay each time.
    const devices = (names: readonly string[]) => names.filter((name) => name.startsWith('/dev/'));
    await waitUntil(
      () => `as few open files as before: ${before.join(' ')}; now ${openFiles().join(' ')}`,
      () =>
        devices(openFiles()).length <= devices(before).length &&
        openFiles().length < before.length + 5,
    );
    await scanUntilRead(run, '96385074');
    expect(run.host.outcomes()).toHaveLength(2);
  });

  onLinux('reads on after kill -9 of the device host, by itself', async () => {
    const scanner = await emulateScanner();
    const [command = '', ...words] = scanner.prefix;
    const program = startProcess({
      command,
      arguments: [...words, process.execPath, `${projectRoot}/test/support/supervisedReads.ts`],
    });
    const lines = (pattern: RegExp): string[] =>
      program
        .standardOutput()
        .split('\n')
        .filter((line) => pattern.test(line));
    const scanned = async (digits: string): Promise<void> => {
      await scanner.scan(digits);
      await program.waitForLine(new RegExp(`^read ${digits}$`));
    };
    try {
      await program.waitForLine(/^device ready$/);
      await scanned('4006381333931');
      const [, pid] = await program.waitForLine(/^host (\d+)$/);
      process.kill(Number(pid), 'SIGKILL');
      await waitUntil('second opening', () => lines(/^device ready$/).length === 2);
      await scanned('96385074');
      // A third one may stand by already.
      expect(lines(/^host /).length).toBeGreaterThanOrEqual(2);
    } finally {
      await program.stop();
      await scanner.stop();
    }
  });
});

/** What a process has open, without the numbers. */
function namesOfOpenFiles(pid: string): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${number}`).replace(/\d+/g, 'N')];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        // It was closed meanwhile.
        return [];
      }
      throw error;
    }
  });
}

/** The process of the device host behind the emulation's own. */
function deviceHostPid(pid: number): Promise<string> {
  return waitUntil('process of the device host', () => {
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    return children
      .trim()
      .split(' ')
      .find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('deviceHost.ts'));
  });
}
