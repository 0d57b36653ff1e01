import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { DecodeOutcome } from '../../../src/hardware/decoders/decoded.ts';
import type {
  HardwareDevice,
  SerialReaderConfiguration,
} from '../../../src/hardware/hostMessages.ts';
import { startDeviceHost, type DeviceHostRun } from '../../support/deviceHostRun.ts';
import { skipWhere } from '../../support/platform.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialPair, type SerialPair } from '../../support/socat.ts';

const onUnix = skipWhere(process.platform === 'win32', 'socat has no pseudo terminals on Windows');

type Framing = SerialReaderConfiguration['framing'];

/** A published test number (Visa). */
const PAYMENT_NUMBER = '4111111111111111';

describe('a serial reader through serialport', () => {
  let folder = '';
  let pair: SerialPair;
  let host: DeviceHostRun;
  let pairRuns = false;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serial-reader-'));
  });

  afterEach(async () => {
    await host.stop();
    if (pairRuns) {
      await pair.unplug();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const plug = async (): Promise<void> => {
    pair = await startSerialPair(folder);
    pairRuns = true;
  };

  const unplug = async (): Promise<void> => {
    pairRuns = false;
    await pair.unplug();
  };

  const shown = (): HardwareDevice | undefined =>
    host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? [message.devices] : []))
      .at(-1)
      ?.find(({ connection }) => connection === 'serial');

  const untilShown = async (state: HardwareDevice['state']): Promise<void> => {
    await host.waitFor(`serial reader ${state}`, () => shown()?.state === state);
  };

  const configure = (framing: Framing): void => {
    host.send({
      type: 'configure',
      configuration: {
        serialReaders: [serialReaderSetting(join(folder, 'ttyHost'), { framing })],
        wedge: { prefix: '', suffix: '' },
        simulator: false,
      },
    });
  };

  const start = async (framing: Framing): Promise<void> => {
    await plug();
    host = startDeviceHost();
    configure(framing);
    await untilShown('ready');
  };

  const texts = (outcomes: readonly DecodeOutcome[]): string[] =>
    outcomes.flatMap((outcome) => (outcome.result === 'credential' ? [outcome.reading.text] : []));

  for (const [framing, terminator] of [
    ['cr', '\r'],
    ['lf', '\n'],
    ['crlf', '\r\n'],
    ['idle', ''],
  ] as const) {
    onUnix(`reads a scan that ends by ${framing}`, async () => {
      await start(framing);
      await pair.write(`4006381333931${terminator}`);
      expect(texts(await host.waitForReads(1))).toEqual(['4006381333931']);
    });
  }

  onUnix('reads scans that come in single bytes, one after the other', async () => {
    await start('crlf');
    for (const byte of Buffer.from('4006381333931\r\n96385074\r\n')) {
      await pair.write(Uint8Array.of(byte));
    }
    expect(texts(await host.waitForReads(2))).toEqual(['4006381333931', '96385074']);
  });

  onUnix('reads on after noise on the line', async () => {
    await start('cr');
    await pair.write(Uint8Array.from({ length: 300 }, (_, index) => (index * 37) % 256));
    await pair.write('\r4006381333931\r');
    await host.waitFor(
      'the scan after the noise',
      (message) =>
        message.type === 'read' &&
        message.outcome.result === 'credential' &&
        message.outcome.reading.text === '4006381333931',
    );
  });

  onUnix('refuses a payment number and lets no part of it out of the process', async () => {
    await start('cr');
    await pair.write(`${PAYMENT_NUMBER}\r`);
    expect(await host.waitForReads(1)).toEqual([{ result: 'refused', reason: 'paymentCard' }]);
    expect(host.everything()).not.toContain(PAYMENT_NUMBER.slice(0, 6));
    expect(host.everything()).not.toContain(PAYMENT_NUMBER.slice(-6));
  });

  onUnix(
    'is gone when unplugged in mid-scan, and reads on after replug without a restart',
    async () => {
      await start('cr');
      await pair.write('4006381');
      await unplug();
      await untilShown('gone');
      await plug();
      await untilShown('ready');
      await pair.write('96385074\r');
      expect(texts(await host.waitForReads(1))).toEqual(['96385074']);
    },
  );

  onUnix('reads on after an unplug and replug within a moment', async () => {
    await start('cr');
    await unplug();
    await plug();
    const openings = (): number =>
      host
        .messages()
        .filter((message) => message.type === 'log' && message.message.includes('opened:')).length;
    await host.waitFor('second opening', () => openings() === 2);
    await pair.write('96385074\r');
    expect(texts(await host.waitForReads(1))).toEqual(['96385074']);
  });

  onUnix('waits for a port that is not there yet, and says what to do', async () => {
    host = startDeviceHost();
    configure('cr');
    await untilShown('failed');
    expect(shown()?.detail).toMatch(/Plug the reader in/);
    await plug();
    await untilShown('ready');
    await pair.write('4006381333931\r');
    expect(texts(await host.waitForReads(1))).toEqual(['4006381333931']);
  });

  onUnix(
    'is opened anew when its framing changes, and leaves the list with its setting',
    async () => {
      await start('cr');
      configure('lf');
      await host.waitFor(
        'second opening',
        () =>
          host
            .messages()
            .filter((message) => message.type === 'log' && message.message.includes('opened:'))
            .length === 2,
      );
      await pair.write('4006381333931\n');
      expect(texts(await host.waitForReads(1))).toEqual(['4006381333931']);
      host.send({
        type: 'configure',
        configuration: { serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator: false },
      });
      await host.waitFor('empty list', () => shown() === undefined);
    },
  );
});
