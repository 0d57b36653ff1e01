import { afterEach, describe, expect } from 'vitest';
import { startDeviceHost, type DeviceHostRun } from '../../support/deviceHostRun.ts';
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

  /** Scans until a read arrives: the first reports after opening are stale and dropped. */
  const scanUntilRead = async (run: (typeof started)[number], digits: string): Promise<void> => {
    const before = run.host.outcomes().length;
    for (let tries = 0; tries < 50 && run.host.outcomes().length === before; tries += 1) {
      await run.scanner.scan(digits);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
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
    // Scans until a read arrives: the first reports after opening are stale and dropped.
    const scanned = async (digits: string): Promise<void> => {
      for (let tries = 0; tries < 50 && !lines(/^read /).includes(`read ${digits}`); tries += 1) {
        await scanner.scan(digits);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
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
