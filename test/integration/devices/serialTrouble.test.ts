import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { skipWhere } from '../../support/platform.ts';
import { startPn532Peer } from '../../support/pn532Peer.ts';
import { em4100Frame } from '../../support/readerFrames.ts';
import { serialReaderSetting } from '../../support/serialReaderSetting.ts';
import { startSerialRig, type SerialRig } from '../../support/serialRig.ts';

const onLinux = skipWhere(process.platform !== 'linux', 'locks and /proc as Linux has them');

const UID = Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80);

describe('a serial reader in trouble, through serialport', () => {
  let rig: SerialRig;
  let other: SerialRig | null = null;

  beforeEach(() => {
    rig = startSerialRig();
  });

  afterEach(async () => {
    await other?.stop();
    other = null;
    await rig.stop();
  });

  onLinux('says that another program holds the port, and is taken up once it lets go', async () => {
    const port = await rig.plug();
    rig.configure([serialReaderSetting(port.hostPath)]);
    await rig.untilShown('ready');
    other = startSerialRig();
    other.configure([serialReaderSetting(port.hostPath)]);
    expect(await other.untilShown('failed')).toMatchObject({
      detail: expect.stringMatching(/Another program holds .*taken up by itself/) as string,
    });
    rig.configure([]);
    await other.untilShown('ready');
    await port.write('K12345678\r');
    await other.host.waitForReads(1);
    expect(other.values()).toEqual(['K12345678']);
  });

  onLinux(
    'keeps its memory bounded while bytes come without an end, and reads on after',
    async () => {
      const port = await rig.plug();
      rig.configure([serialReaderSetting(port.hostPath)]);
      await rig.untilShown('ready');
      const memoryMb = (): number =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${rig.host.pid}/status`, 'utf8'))?.[1]) /
        1024;
      const beforeMb = memoryMb();
      const megabyte = Buffer.alloc(1_048_576, 'A');
      for (let written = 0; written < 16; written += 1) {
        await port.write(megabyte);
      }
      await port.write('\rK12345678\r');
      await rig.host.waitForReads(2);
      expect(rig.values()).toEqual(['invalid', 'K12345678']);
      // What came is sixteen times the growth that is allowed for a busy garbage collector.
      expect(memoryMb() - beforeMb).toBeLessThan(96);
    },
  );

  onLinux('finds frames between noise before, between and after them', async () => {
    const port = await rig.plug();
    rig.configure([serialReaderSetting(port.hostPath, { kind: 'rfid' })]);
    await rig.untilShown('ready');
    const noise = Uint8Array.from({ length: 300 }, (_, index) => (index * 37 + 5) % 256);
    const cards = [Uint8Array.of(4, 0, 0x6c, 0x3a, 0x92), Uint8Array.of(1, 2, 3, 4, 5)];
    for (const card of cards) {
      await port.write(noise);
      await port.write(em4100Frame(card));
    }
    await port.write(noise);
    const found = (): string[] => rig.values().filter((value) => value !== 'invalid');
    await rig.host.waitFor('both cards', () => found().length >= 2);
    expect(found()).toEqual(['6C3A92', '030405']);
  });

  onLinux('wakes a PN532 anew that was pulled out in mid-answer, and joins no halves', async () => {
    const port = await rig.plug();
    const peer = startPn532Peer(port);
    const setting = serialReaderSetting(port.hostPath, { kind: 'pn532', baudRate: 115_200 });
    rig.configure([setting]);
    await rig.untilShown('ready');
    peer.cards = [UID];
    peer.cutAnswers = true;
    const polls = peer.commands.length;
    await rig.host.waitFor('half an answer', () => peer.commands.length > polls);
    await rig.unplug();
    await rig.untilShown('gone');
    expect(rig.values().filter((value) => value !== 'invalid')).toEqual([]);
    const again = startPn532Peer(await rig.plug());
    await rig.untilShown('ready');
    expect(again.commands[0]).toBe(0x14);
    again.cards = [UID];
    const found = (): string[] => rig.values().filter((value) => value !== 'invalid');
    await rig.host.waitFor('the card', () => found().length > 0);
    expect(found()).toEqual(['04A1B2C3D4E580']);
  });
});
