import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../../src/ipc/channels/devices.ts';
import {
  namedDevices,
  withReaderName,
} from '../../../../../src/renderer/features/devices/readerNames.ts';

const scanner: Device = {
  deviceId: 'hid:1',
  connection: 'hid',
  deviceClass: 'Scanner',
  name: 'Honeywell Voyager 1450g',
  location: '/dev/hidraw0',
  state: 'ready',
  detail: '',
};

describe('a name that people gave a reader', () => {
  it('stands in place of make and model, for that reader alone', () => {
    const names = withReaderName(undefined, 'hid:1', '  Counter left ');
    const other = { ...scanner, deviceId: 'hid:2' };
    const shown = namedDevices([scanner, other], names).map(({ name }) => name);
    expect(shown).toEqual(['Counter left', 'Honeywell Voyager 1450g']);
  });

  it('is taken back by an empty one', () => {
    const names = withReaderName([{ deviceId: 'hid:1', name: 'Counter left' }], 'hid:1', ' ');
    expect(namedDevices([scanner], names)).toEqual([scanner]);
  });

  it('never makes the settings too many to be kept', () => {
    const many = Array.from({ length: 64 }, (_, index) => ({ deviceId: `${index}`, name: 'x' }));
    const names = withReaderName(many, 'hid:1', 'Counter left');
    expect(names).toHaveLength(64);
    expect(names.at(-1)?.deviceId).toBe('hid:1');
  });
});
