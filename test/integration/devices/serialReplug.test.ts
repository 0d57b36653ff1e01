import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/main/settings/settingsStore.ts';
import { HostClient } from '../../support/hostClient.ts';
import { skipWhere } from '../../support/platform.ts';
import { projectRoot, startProcess, type RunningProcess } from '../../support/processes.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialRig, type SerialRig } from '../../support/serialRig.ts';
import {
  emulatedSerialUsb,
  emulateSerialReader,
  type EmulatedSerialReader,
} from '../../support/umockdevSerial.ts';

const onLinux = skipWhere(process.platform !== 'linux', 'umockdev and udev are Linux’s');

const setting = serialReaderSetting('/dev/ttyACM0', { usb: emulatedSerialUsb });

describe('a USB serial reader whose port changes its name, found by udev', () => {
  let reader: EmulatedSerialReader;
  let rig: SerialRig | null = null;
  let program: RunningProcess | null = null;
  let profile = '';

  beforeEach(() => {
    reader = emulateSerialReader();
    profile = mkdtempSync(join(tmpdir(), 'replug-'));
    const settings = JSON.stringify({ ...DEFAULT_SETTINGS, serialReaders: [setting] });
    writeFileSync(join(profile, 'settings.json'), settings);
  });

  afterEach(async () => {
    await rig?.stop();
    rig = null;
    await program?.stop();
    program = null;
    await reader.stop();
    rmSync(profile, { recursive: true, force: true });
  });

  const run = (...words: string[]): RunningProcess => {
    const [command = '', ...prefix] = reader.prefix;
    program = startProcess({ command, arguments: [...prefix, process.execPath, ...words] });
    return program;
  };

  onLinux('is the same reader at its new port, and its half frame is forgotten', async () => {
    rig = startSerialRig(reader.prefix);
    const before = await reader.plug('ttyACM0');
    rig.configure([setting]);
    expect(await rig.untilShown('ready')).toMatchObject({ location: '/dev/ttyACM0' });
    await before.write('K1111');
    await reader.unplug();
    const { deviceId } = await rig.untilShown('gone');
    const after = await reader.plug('ttyACM1');
    expect(await rig.untilShown('ready')).toMatchObject({ deviceId, location: '/dev/ttyACM1' });
    await after.write('K22222222\r');
    const values = (): string[] => rig?.values() ?? [];
    await rig.host.waitFor('the card', () => values().includes('K22222222'));
    // The half read is told as broken off where the unplug was noticed late; it is never joined with what comes after.
    expect(values().filter((value) => value !== 'invalid')).toEqual(['K22222222']);
  });

  onLinux('goes back to its first port as well, again and again', async () => {
    rig = startSerialRig(reader.prefix);
    rig.configure([setting]);
    for (const [index, port] of (['ttyACM1', 'ttyACM0', 'ttyACM1', 'ttyACM0'] as const).entries()) {
      const pair = await reader.plug(port);
      expect(await rig.untilShown('ready')).toMatchObject({ location: `/dev/${port}` });
      await pair.write(`K0000000${index}\r`);
      await rig.host.waitForReads(index + 1);
      await reader.unplug();
      await rig.untilShown('gone');
    }
    expect(rig.values()).toEqual(['K00000000', 'K00000001', 'K00000002', 'K00000003']);
  });

  onLinux(
    'is on the list of ports that the set-up screen asks for, with its USB identity',
    async () => {
      const page = join(profile, 'renderer');
      mkdirSync(page);
      writeFileSync(join(page, 'index.html'), '<title>till</title>');
      const host = run(
        `${projectRoot}/src/main/browser/entry.ts`,
        ...['--profile', profile, '--renderer', page, '--ready-json'],
      );
      await reader.plug('ttyACM1');
      const [, address = ''] = await host.waitForLine(/"address":"([^"]+)"/);
      const window = await HostClient.open(address);
      const answer = await window.ask('devices.listPorts', {});
      window.close();
      expect(answer).toMatchObject({
        ok: true,
        value: {
          ports: [
            {
              path: '/dev/ttyACM1',
              manufacturer: 'Datalogic ADC, Inc.',
              serialNumber: emulatedSerialUsb.serialNumber,
              usb: emulatedSerialUsb,
              configured: true,
            },
          ],
        },
      });
    },
  );

  onLinux('is read by npm run devices wherever it is', async () => {
    const devices = run(`${projectRoot}/scripts/devices.ts`, '--json', '--profile', profile);
    const pair = await reader.plug('ttyACM1');
    await devices.waitForLine(/"location":"\/dev\/ttyACM1","state":"ready"/);
    await pair.write(']E04006381333931\r');
    await devices.waitForLine(/"value":"4006381333931"/);
  });
});
