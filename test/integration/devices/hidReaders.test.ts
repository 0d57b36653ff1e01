import { afterEach, describe, expect } from 'vitest';
import { gs1CheckDigit } from '../../../src/domain/identity/gs1CheckDigit.ts';
import type { HardwareDevice } from '../../../src/hardware/hostMessages.ts';
import { startDeviceHost, type DeviceHostRun } from '../../support/deviceHostRun.ts';
import { emulateReaders, type EmulatedReader } from '../../support/emulatedReaders.ts';
import { aimless, layoutA, layoutB, scanReports } from '../../support/hidPosReports.ts';
import { ownOrderReport } from '../../support/hidDescriptors.ts';
import { skipWhere } from '../../support/platform.ts';
import { idTechEnhancedFrame, magneSafeReport, msrReport } from '../../support/readerFrames.ts';
import { emulateScanner, type EmulatedScanner } from '../../support/umockdev.ts';

const onLinux = skipWhere(process.platform !== 'linux', 'umockdev is Linux only');

/** Two reports at once would arrive as one; a real reader's come a few milliseconds apart. */
const BETWEEN_REPORTS_MS = 60;

describe('readers of several makes through node-hid', () => {
  const started: { reader: EmulatedScanner; host: DeviceHostRun }[] = [];

  afterEach(async () => {
    for (const { reader, host } of started.splice(0)) {
      await host.stop();
      await reader.stop();
    }
  });

  const shown = (host: DeviceHostRun): HardwareDevice | undefined =>
    host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? [message.devices] : []))
      .at(-1)
      ?.find(({ connection }) => connection === 'hid');

  const start = async (kind: EmulatedReader): Promise<(typeof started)[number]> => {
    const reader = await emulateScanner(kind);
    const run = { reader, host: startDeviceHost(reader.prefix) };
    started.push(run);
    await run.host.waitFor('ready reader', () => shown(run.host)?.state === 'ready');
    return run;
  };

  /** Sends the reports of one read and waits for it. */
  const read = async (
    { reader, host }: (typeof started)[number],
    reports: readonly Uint8Array[],
  ): Promise<unknown> => {
    const before = host.outcomes().length;
    for (const report of reports) {
      await reader.sendReport(report.slice());
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_REPORTS_MS));
    }
    return (await host.waitForReads(before + 1)).at(-1);
  };

  onLinux('reads a scan over two reports, of a scanner with layout A', async () => {
    const run = await start('scanner');
    const data = 'MEMBER/'.padEnd(100, 'ABCDEFGHIJ');
    const outcome = await read(run, scanReports({ aim: ']Q1', data }, layoutA));
    expect(outcome).toMatchObject({ result: 'credential', reading: { aim: ']Q1', text: data } });
  });

  onLinux('reads a scanner with layout B, a zero before the identifier', async () => {
    const run = await start('zebra');
    expect(shown(run.host)).toMatchObject({ deviceClass: 'Scanner', location: '/dev/hidraw0' });
    const gsrn = `40063813339000000${gs1CheckDigit('40063813339000000')}`;
    const outcome = await read(run, [layoutB({ aim: ']C1', data: `8018${gsrn}` })]);
    expect(outcome).toMatchObject({
      result: 'credential',
      reading: { credential: { scheme: 'gsrn', value: gsrn } },
    });
  });

  onLinux('tells two scanners of one model apart that have no numbers of their own', async () => {
    const emulated = await emulateReaders(['newland', 'newland']);
    const host = startDeviceHost(emulated.prefix);
    try {
      await host.waitFor(
        'two ready readers',
        (message) =>
          message.type === 'devices' &&
          message.devices.filter(({ state }) => state === 'ready').length === 2,
      );
      await emulated.readers[0]?.sendReport(aimless('4006381333931'));
      await emulated.readers[1]?.sendReport(aimless('MEMBER-1'));
      await host.waitForReads(2);
      const reads = host.messages().filter((message) => message.type === 'read');
      expect(new Set(reads.map(({ deviceId }) => deviceId)).size).toBe(2);
      const texts = host
        .outcomes()
        .map((outcome) => outcome.result === 'credential' && outcome.reading.text);
      expect([...texts].sort()).toEqual(['4006381333931', 'MEMBER-1']);
    } finally {
      await host.stop();
      await emulated.stop();
    }
  });

  onLinux('reads a scanner whose order of fields only its report descriptor tells', async () => {
    const run = await start('ownOrder');
    const product = await read(run, [ownOrderReport({ aim: ']E0', data: '4006381333931' })]);
    expect(product).toMatchObject({ result: 'credential', reading: { gtin: '4006381333931' } });
    const data = 'MEMBER/'.padEnd(130, 'ABCDEFGHIJ');
    const [first, ...others] = scanReports({ aim: ']Q1', data }, ownOrderReport);
    const battery = Uint8Array.of(3, 80);
    const outcome = await read(run, [first ?? battery, battery, ...others]);
    expect(run.host.outcomes().filter(({ result }) => result === 'ignored')).toHaveLength(1);
    expect(outcome).toMatchObject({ result: 'credential', reading: { aim: ']Q1', text: data } });
  });

  onLinux('reads a scanner that sends no AIM identifier', async () => {
    const run = await start('newland');
    const outcome = await read(run, [aimless('4006381333931')]);
    expect(outcome).toMatchObject({
      result: 'credential',
      reading: { aim: null, gtin: '4006381333931' },
    });
  });

  onLinux('reads a member card on a stripe reader with reports of 337 bytes', async () => {
    const run = await start('magtek');
    expect(shown(run.host)).toMatchObject({ deviceClass: 'MSR', name: 'Mag-Tek USB Swipe Reader' });
    const outcome = await read(run, [msrReport('', ';0090073029910=?')]);
    expect(outcome).toMatchObject({
      result: 'credential',
      reading: { credential: { scheme: 'number', value: '0090073029910' } },
    });
    const [message] = run.host.messages().filter(({ type }) => type === 'read');
    expect(message).toMatchObject({ received: { count: 337, unit: 'bytes' } });
  });

  onLinux('refuses a payment card on a stripe reader and lets no part of it out', async () => {
    const run = await start('magtek');
    const track1 = '%B4111111111111111^DOE/JANE^3012101000000000?';
    const outcome = await read(run, [msrReport(track1, ';4111111111111111=30121010000000000?')]);
    expect(outcome).toEqual({ result: 'refused', reason: 'paymentCard' });
    for (const trace of ['411111', '111111', 'DOE', '3012']) {
      expect(run.host.everything()).not.toContain(trace);
    }
  });

  onLinux(
    'reads a member card on an encrypting reader, and refuses a masked payment card',
    async () => {
      const tracks = ['', ';0090073029910=?', ''] as const;
      const masked = ['', ';4111000080001111=30120000000000?', ''] as const;
      const run = await start('magneSafe');
      const member = magneSafeReport({ encodeType: 4, tracks, encrypted: 0, shown: 2 });
      expect(await read(run, [member])).toMatchObject({
        result: 'credential',
        reading: { credential: { scheme: 'number', value: '0090073029910' } },
      });
      const payment = magneSafeReport({ encodeType: 0, tracks: masked, encrypted: 2, shown: 2 });
      expect(await read(run, [payment])).toEqual({ result: 'refused', reason: 'paymentCard' });
      expect(run.host.everything()).not.toContain('4111000');
    },
  );

  onLinux('reads the frame of an encrypting reader over several reports', async () => {
    const tracks = [`%${'MEMBER'.repeat(9)}?`, ';0090073029910=?', ''] as const;
    const run = await start('idTech');
    const frame = idTechEnhancedFrame({ encodeType: 3, tracks, encrypted: 0, shown: 3 });
    const reports = Array.from({ length: Math.ceil(frame.length / 64) }, (_, index) => {
      const report = new Uint8Array(64);
      report.set(frame.subarray(index * 64, index * 64 + 64));
      return report;
    });
    expect(reports).toHaveLength(2);
    expect(await read(run, reports)).toMatchObject({
      result: 'credential',
      reading: { credential: { scheme: 'number', value: '0090073029910' } },
    });
  });
});
