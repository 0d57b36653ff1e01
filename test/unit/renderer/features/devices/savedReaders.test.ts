import { describe, expect, it } from 'vitest';
import { serialReaderSettingSchema } from '../../../../../src/ipc/channels/settings.ts';
import {
  describeSerialReader,
  describeWedge,
  settingOfDevice,
  withoutSerialReader,
  withSerialReader,
} from '../../../../../src/renderer/features/devices/savedReaders.ts';

const lines = serialReaderSettingSchema.parse({ path: 'COM3', baudRate: 9600, framing: 'cr' });
const other = { ...lines, path: 'COM4' };
const usb = { vendorId: '0403', productId: '6001', serialNumber: 'A50285BI' };

describe('the serial readers that are set up', () => {
  it('have one reader a port: a new setting takes the old one’s place', () => {
    const faster = { ...lines, baudRate: 115_200 };
    expect(withSerialReader([lines, other], faster)).toEqual([other, faster]);
  });

  it('have one reader a USB device, whatever its port is called now', () => {
    const before = { ...lines, usb };
    const moved = { ...lines, path: 'COM9', usb };
    expect(withSerialReader([before, other], moved)).toEqual([other, moved]);
  });

  it('keep two devices apart that have no serial number', () => {
    const nameless = { ...usb, serialNumber: '' };
    const one = { ...lines, usb: nameless };
    const two = { ...other, usb: nameless };
    expect(withSerialReader([one], two)).toEqual([one, two]);
    expect(withoutSerialReader([one, two], one)).toEqual([two]);
  });
});

describe('the setting of a device on the list', () => {
  const device = {
    deviceId: 'serial:COM4',
    connection: 'serial',
    deviceClass: 'Scanner',
    name: 'Serial reader COM4',
    location: 'COM4',
    state: 'ready',
    detail: '',
  } as const;

  it('is found by its port', () => {
    expect(settingOfDevice(device, [lines, other])).toBe(other);
  });

  it('is found by its USB serial number when it has moved to another port', () => {
    const moved = { ...device, deviceId: 'serial:0403:6001:A50285BI', location: 'COM12' };
    const setting = { ...lines, usb };
    expect(settingOfDevice(moved, [other, setting])).toBe(setting);
  });

  it('is none for a reader that needs no set-up', () => {
    expect(settingOfDevice({ ...device, connection: 'hid' }, [other])).toBeNull();
  });
});

describe('the words for a setting', () => {
  it.each([
    [lines, '9,600 bit/s, each read ended by CR'],
    [
      { ...lines, prefix: 'A', suffix: '\t' },
      '9,600 bit/s, each read ended by CR, prefix "A", suffix "\\t"',
    ],
    [
      { ...lines, kind: 'framed', frameCheck: 'lrc' } as const,
      '9,600 bit/s, each read between STX and ETX, checked by LRC',
    ],
    [
      { ...lines, kind: 'rfid', rfidChecksum: 'sum' } as const,
      '9,600 bit/s, RFID frames, additive checksum',
    ],
    [
      { ...lines, line: { ...lines.line, dataBits: 7, parity: 'even' } } as const,
      '9,600 bit/s, 7E1, each read ended by CR',
    ],
    [
      { ...lines, line: { ...lines.line, flowControl: 'rtscts' } } as const,
      '9,600 bit/s, 8N1 with RTS/CTS, each read ended by CR',
    ],
    [{ ...lines, kind: 'pn532', baudRate: 115_200 } as const, '115,200 bit/s, NFC module PN532'],
  ])('%#: %s', (setting, words) => {
    expect(describeSerialReader(setting)).toBe(words);
  });

  it('tell what is taken off a keyboard reader’s read', () => {
    expect(describeWedge({ prefix: '~', suffix: '' })).toBe('Taken off each read: prefix "~".');
    expect(describeWedge({ prefix: '', suffix: '' })).toBe('Nothing is taken off a read.');
  });
});
