import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { HardwareDevice, ProbeStep } from '../../../src/hardware/hostMessages.ts';
import type { SerialReaderSetting } from '../../../src/ipc/channels/settings.ts';
import { startDeviceHost, type DeviceHostRun } from '../../support/deviceHostRun.ts';
import { skipWhere } from '../../support/platform.ts';
import { startPn532Peer } from '../../support/pn532Peer.ts';
import { em4100Frame } from '../../support/readerFrames.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialPair, type SerialPair } from '../../support/socat.ts';

const onUnix = skipWhere(process.platform === 'win32', 'socat has no pseudo terminals on Windows');

const TAG = Uint8Array.of(0x04, 0x00, 0x6c, 0x3a, 0x92);
const UID = Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80);

describe('serial readers by kind, through serialport', () => {
  let folder = '';
  let pair: SerialPair | null = null;
  let host: DeviceHostRun;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serial-kinds-'));
    host = startDeviceHost();
  });

  afterEach(async () => {
    await host.stop();
    await pair?.unplug();
    pair = null;
    rmSync(folder, { recursive: true, force: true });
  });

  const shown = (): HardwareDevice | undefined =>
    host
      .messages()
      .flatMap((message) => (message.type === 'devices' ? [message.devices] : []))
      .at(-1)
      ?.find(({ connection }) => connection === 'serial');
  const untilShown = async (state: HardwareDevice['state']): Promise<void> => {
    await host.waitFor(`serial reader ${state}`, () => shown()?.state === state);
  };
  const configure = (serialReaders: SerialReaderSetting[]): void => {
    const configuration = { serialReaders, wedge: { prefix: '', suffix: '' }, simulator: false };
    host.send({ type: 'configure', configuration });
  };
  const plug = async (): Promise<SerialPair> => {
    pair = await startSerialPair(folder);
    return pair;
  };
  const values = (): (string | undefined)[] =>
    host
      .outcomes()
      .map((outcome) =>
        outcome.result === 'credential' ? outcome.reading.credential?.value : outcome.result,
      );

  onUnix(
    'reads RFID frames cut at every byte, noise between them, and a held card once',
    async () => {
      const port = await plug();
      configure([serialReaderSetting(port.hostPath, { kind: 'rfid' })]);
      await untilShown('ready');
      expect(shown()?.deviceClass).toBe('RFIDScanner');
      const frame = em4100Frame(TAG);
      for (let cut = 1; cut < frame.length; cut += 1) {
        await port.write(frame.subarray(0, cut));
        await port.write(frame.subarray(cut));
        await port.write(Uint8Array.of(0x00, 0xff, 0x41));
      }
      await port.write(em4100Frame(Uint8Array.of(1, 2, 3, 4, 5)));
      await host.waitForReads(2);
      expect(values()).toEqual(['6C3A92', '030405']);
    },
  );

  onUnix('drops a frame that an unplug cut off, and reads on at the same name', async () => {
    const port = await plug();
    configure([serialReaderSetting(port.hostPath, { kind: 'rfid' })]);
    await untilShown('ready');
    const frame = em4100Frame(TAG);
    await port.write(frame.subarray(0, 7));
    await port.unplug();
    await untilShown('gone');
    const again = await plug();
    await untilShown('ready');
    await again.write(frame.subarray(7));
    await again.write(frame);
    // Where the unplug is noticed late, the half frame is told as broken off; it is never joined with what comes after.
    await host.waitFor('the card', () => values().includes('6C3A92'));
    expect(values().filter((value) => value !== 'invalid')).toEqual(['6C3A92']);
  });

  onUnix(
    'finds its reader behind a by-id name that leads to another port after a replug',
    async () => {
      const byId = join(folder, 'usb-Maker_Reader_0001-if00');
      const port = await plug();
      symlinkSync(port.hostPath, byId);
      configure([serialReaderSetting(byId)]);
      await untilShown('ready');
      await port.unplug();
      unlinkSync(byId);
      await untilShown('gone');
      const other = await plug();
      const renamed = join(folder, 'ttyUSB7');
      renameSync(other.hostPath, renamed);
      symlinkSync(renamed, byId);
      await untilShown('ready');
      await other.write('96385074\r');
      await host.waitForReads(1);
      expect(values()).toEqual(['96385074']);
    },
  );

  onUnix(
    'reads lines between STX and ETX whose check character is right, and no others',
    async () => {
      const port = await plug();
      configure([serialReaderSetting(port.hostPath, { kind: 'framed', frameCheck: 'lrc' })]);
      await untilShown('ready');
      const data = Buffer.from('K12345678');
      const lrc = data.reduce((xor, byte) => xor ^ byte, 0x03);
      await port.write(Uint8Array.of(0x02, ...data, 0x03, lrc ^ 1));
      await port.write(Uint8Array.of(0x02, ...data, 0x03, lrc));
      await host.waitForReads(2);
      expect(values()).toEqual(['invalid', 'K12345678']);
    },
  );

  onUnix('takes prefix and suffix off, and refuses what only they would hide', async () => {
    const port = await plug();
    configure([serialReaderSetting(port.hostPath, { prefix: '4', suffix: '#' })]);
    await untilShown('ready');
    await port.write('4K12345678#\r4111111111111111\r');
    await host.waitForReads(2);
    expect(values()).toEqual(['K12345678', 'refused']);
  });

  onUnix('wakes a PN532, reads a card once while it stays, and two at once not', async () => {
    const port = await plug();
    const peer = startPn532Peer(port);
    configure([serialReaderSetting(port.hostPath, { kind: 'pn532', baudRate: 115_200 })]);
    await untilShown('ready');
    expect(peer.commands.slice(0, 2)).toEqual([0x14, 0x32]);
    peer.cards = [UID];
    await host.waitForReads(1);
    const polls = peer.commands.length;
    await host.waitFor('more polls', () => peer.commands.length > polls + 4);
    peer.cards = [UID, UID.map((byte) => byte ^ 1)];
    await host.waitForReads(2);
    expect(values()).toEqual(['04A1B2C3D4E580', 'invalid']);
  });

  onUnix('says that a PN532 answers no more, and takes it up again by itself', async () => {
    const port = await plug();
    const peer = startPn532Peer(port);
    configure([serialReaderSetting(port.hostPath, { kind: 'pn532', baudRate: 115_200 })]);
    await untilShown('ready');
    peer.dead = true;
    await untilShown('gone');
    expect(shown()?.detail).toMatch(/answers no more/);
    peer.dead = false;
    await untilShown('ready');
    peer.failOnce = true;
    peer.cards = [UID];
    await host.waitFor('the card', () => values().includes('04A1B2C3D4E580'));
    expect(values()[0]).toBe('invalid');
  });

  const progress = (): ProbeStep[] =>
    host.messages().flatMap((message) => (message.type === 'probe' ? [message.progress] : []));
  const untilListening = async (presentationsLeft: number): Promise<void> => {
    await host.waitFor(`listening for ${presentationsLeft}`, () => {
      const last = progress().at(-1);
      return last?.step === 'listening' && last.presentationsLeft === presentationsLeft;
    });
  };
  const probe = async (port: SerialPair, bytes: Uint8Array | string): Promise<ProbeStep> => {
    host.send({ type: 'probe', path: port.hostPath, line: null });
    for (const left of [3, 2, 1]) {
      await untilListening(left);
      await port.write(bytes);
    }
    await host.waitFor('the end', () => ['found', 'ended'].includes(progress().at(-1)?.step ?? ''));
    return progress().at(-1)!;
  };

  onUnix(
    'finds out how a scanner sends, while its reader is set up and taken up again after',
    async () => {
      const port = await plug();
      configure([serialReaderSetting(port.hostPath, { framing: 'lf' })]);
      await untilShown('ready');
      const found = await probe(port, '*]E04006381333931\r\n');
      expect(found).toMatchObject({
        step: 'found',
        setting: {
          path: port.hostPath,
          baudRate: 9600,
          kind: 'lines',
          framing: 'crlf',
          prefix: '*',
        },
      });
      expect(host.outcomes()).toEqual([]);
      await untilShown('ready');
    },
  );

  onUnix('finds out the checksum of an RFID reader', async () => {
    const port = await plug();
    const sum = TAG.reduce((total, byte) => total + byte, 0) % 256;
    const digits = Buffer.from([...TAG, sum])
      .toString('hex')
      .toUpperCase();
    expect(await probe(port, `\u0002${digits}\r\n\u0003`)).toMatchObject({
      step: 'found',
      setting: { kind: 'rfid', rfidChecksum: 'sum' },
    });
  });

  onUnix('finds out a card module of binary frames', async () => {
    const port = await plug();
    const body = [0x0a, 0x02, 0x02, 0x03, 0x0d, 0x56, 0x78];
    const check = body.reduce((xor, byte) => xor ^ byte, 0);
    expect(await probe(port, Uint8Array.of(0x02, ...body, check, 0x03))).toMatchObject({
      step: 'found',
      setting: { kind: 'rfid' },
    });
  });

  onUnix('finds a PN532 without a card', async () => {
    const port = await plug();
    startPn532Peer(port);
    host.send({ type: 'probe', path: port.hostPath, line: null });
    await host.waitFor('the end', () => progress().at(-1)?.step === 'found');
    expect(progress().at(-1)).toMatchObject({ setting: { kind: 'pn532', baudRate: 115_200 } });
  });

  onUnix('ends a search when asked, and at a payment card, without a trace of it', async () => {
    const port = await plug();
    expect(await probe(port, '4111111111111111\r')).toMatchObject({ reason: 'paymentCard' });
    expect(host.everything()).not.toContain('411111');
    host.send({ type: 'probe', path: port.hostPath, line: null });
    await untilListening(3);
    host.send({ type: 'cancelProbe' });
    await host.waitFor('the end', () => {
      const last = progress().at(-1);
      return last?.step === 'ended' && last.reason === 'cancelled';
    });
  });

  onUnix(
    'lets reads wait while DataEventEnabled is false, and drops them at ClearInput',
    async () => {
      const port = await plug();
      configure([serialReaderSetting(port.hostPath)]);
      await untilShown('ready');
      host.send({ type: 'setDataEventEnabled', enabled: false });
      await port.write('K11111111\r');
      await port.write('K2222');
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(values()).toEqual([]);
      host.send({ type: 'clearInput' });
      host.send({ type: 'setDataEventEnabled', enabled: true });
      await port.write('K33333333\r');
      await host.waitForReads(1);
      expect(values()).toEqual(['K33333333']);
    },
  );
});
