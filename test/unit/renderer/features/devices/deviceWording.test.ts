import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../../src/ipc/channels/devices.ts';
import {
  describeDevice,
  deviceAdvice,
  readerName,
} from '../../../../../src/renderer/features/devices/deviceWording.ts';

const scanner: Device = {
  deviceId: 'hid:1',
  connection: 'hid',
  deviceClass: 'Scanner',
  name: 'Honeywell Voyager 1450g',
  location: '/dev/hidraw0',
  state: 'ready',
  detail: '',
};

describe('the words for a reader', () => {
  it('tell class, connection and place', () => {
    expect(describeDevice(scanner)).toBe('Barcode scanner · USB · /dev/hidraw0');
  });

  it('do not repeat a place that the name has, and leave out an empty one', () => {
    const serial = { ...scanner, connection: 'serial', location: 'COM3' } as const;
    expect(describeDevice({ ...serial, name: 'RFID reader COM3' })).toBe(
      'Barcode scanner · Serial port',
    );
    expect(describeDevice({ ...scanner, location: '' })).toBe('Barcode scanner · USB');
  });

  it('say what to do in the host’s words where it has any', () => {
    const advice = 'Install the udev rule that is shipped with the terminal.';
    expect(deviceAdvice({ state: 'failed', detail: advice })).toBe(advice);
  });

  it.each(['opening', 'opened', 'claimed', 'gone', 'failed'] as const)(
    'say what to do about a reader that is %s without words of the host',
    (state) => {
      expect(deviceAdvice({ state, detail: '' })).toMatch(/\.$/);
    },
  );

  it('say nothing to do about a reader that is ready', () => {
    expect(deviceAdvice(scanner)).toBe('');
  });

  it('name a read’s reader, also one that types or has gone', () => {
    expect(readerName([scanner], 'hid:1')).toBe('Honeywell Voyager 1450g');
    expect(readerName([scanner], 'wedge')).toBe('Keyboard reader');
    expect(readerName([], 'hid:1')).toBe('Reader');
  });
});
