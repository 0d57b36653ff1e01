import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { ProbeStep } from '../../../src/hardware/hostMessages.ts';
import type { SerialLineSetting } from '../../../src/ipc/channels/settings.ts';
import { skipWhere } from '../../support/platform.ts';
import { withParityBits } from '../../support/readerFrames.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialRig, type SerialRig } from '../../support/serialRig.ts';

const onLinux = skipWhere(process.platform !== 'linux', 'stty -F and this socat are Linux’s');

const usual: SerialLineSetting = {
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};

describe('the line of a serial reader, through serialport', () => {
  let rig: SerialRig;

  beforeEach(() => {
    rig = startSerialRig();
  });

  afterEach(() => rig.stop());

  /** The words of the terminal device's own setting. A pseudo terminal keeps all of it but data bits and parity's being on. */
  const settingOf = (path: string): string[] =>
    spawnSync('stty', ['-F', path, '-a'], { encoding: 'utf8' }).stdout.split(/[\s;]+/);

  onLinux('is what the terminal device is set to', async () => {
    for (const [line, words] of [
      [usual, ['-parodd', '-cstopb', '-crtscts', '-ixon', '-ixoff']],
      [{ ...usual, dataBits: 7, parity: 'odd' }, ['parodd', '-cstopb']],
      [{ ...usual, parity: 'mark' }, ['-parodd', 'cstopb']],
      [{ ...usual, stopBits: 2, flowControl: 'rtscts' }, ['cstopb', 'crtscts', '-ixon']],
      [{ ...usual, flowControl: 'xonxoff' }, ['-crtscts', 'ixon', 'ixoff']],
    ] as const) {
      const port = await rig.plug();
      rig.configure([serialReaderSetting(port.hostPath, { line })]);
      await rig.untilShown('ready');
      expect(settingOf(port.hostPath)).toEqual(expect.arrayContaining([...words]));
      rig.configure([]);
      await rig.host.waitFor('empty list', () => rig.shown() === undefined);
    }
  });

  onLinux('reads 7 data bits also where the driver leaves the parity bit in', async () => {
    const port = await rig.plug();
    const line = { ...usual, dataBits: 7, parity: 'even' } as const;
    rig.configure([serialReaderSetting(port.hostPath, { line })]);
    await rig.untilShown('ready');
    await port.write(withParityBits('K12345678\r4111111111111111\r', 0));
    await rig.host.waitForReads(2);
    expect(rig.values()).toEqual(['K12345678', 'refused']);
  });

  onLinux('names no card of bytes with a parity bit, and says what to do', async () => {
    const port = await rig.plug();
    rig.configure([serialReaderSetting(port.hostPath, { framing: 'idle' })]);
    await rig.untilShown('ready');
    await port.write(withParityBits('5555555555554444', 0));
    const [outcome] = await rig.host.waitForReads(1);
    expect(outcome).toMatchObject({
      result: 'invalid',
      reason: expect.stringMatching(/parity bit: search for its settings/) as string,
    });
  });

  const progress = (): ProbeStep[] =>
    rig.host.messages().flatMap((message) => (message.type === 'probe' ? [message.progress] : []));

  onLinux('is found out by trying, and holds for what is saved', async () => {
    const port = await rig.plug();
    const bytes = withParityBits('K12345678\r\n', 1);
    rig.host.send({ type: 'probe', path: port.hostPath, line: null });
    for (const left of [3, 2, 1]) {
      await rig.host.waitFor(`listening for ${left}`, () => {
        const last = progress().at(-1);
        return last?.step === 'listening' && last.presentationsLeft === left;
      });
      await port.write(bytes);
    }
    await rig.host.waitFor('the end', () =>
      ['found', 'ended'].includes(progress().at(-1)?.step ?? ''),
    );
    const found = progress().at(-1);
    expect(found).toMatchObject({
      step: 'found',
      setting: { line: { dataBits: 7, parity: 'odd' }, framing: 'crlf' },
    });
    rig.configure(found?.step === 'found' ? [found.setting] : []);
    await rig.untilShown('ready');
    await port.write(bytes);
    await rig.host.waitForReads(1);
    expect(rig.values()).toEqual(['K12345678']);
  });
});
