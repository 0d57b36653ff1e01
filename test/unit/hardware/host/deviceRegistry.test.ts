import { describe, expect, it } from 'vitest';
import { DeviceRegistry } from '../../../../src/hardware/deviceRegistry.ts';
import { MAXIMUM_DEVICES, type HardwareDevice } from '../../../../src/hardware/hostMessages.ts';

function device(deviceId: string, state: HardwareDevice['state'] = 'ready'): HardwareDevice {
  return {
    deviceId,
    connection: 'hid',
    deviceClass: 'Scanner',
    name: deviceId,
    location: '',
    state,
    detail: '',
  };
}

describe('DeviceRegistry', () => {
  it('tells a change once, and nothing where nothing changed', () => {
    const told: HardwareDevice[][] = [];
    const registry = new DeviceRegistry((devices) => told.push(devices));
    registry.set(device('a'));
    registry.set(device('a'));
    registry.set(device('a', 'gone'));
    registry.remove('b');
    expect(told.map((devices) => devices.map(({ state }) => state))).toEqual([['ready'], ['gone']]);
  });

  it('stays within its bound: one that is gone makes room, else the new one is left out', () => {
    const registry = new DeviceRegistry(() => undefined);
    for (let index = 0; index < MAXIMUM_DEVICES; index += 1) {
      registry.set(device(`d${index}`));
    }
    registry.set(device('left out'));
    expect(registry.list().some(({ deviceId }) => deviceId === 'left out')).toBe(false);
    registry.set(device('d3', 'gone'));
    registry.set(device('taken'));
    const ids = registry.list().map(({ deviceId }) => deviceId);
    expect(ids).toHaveLength(MAXIMUM_DEVICES);
    expect(ids).toContain('taken');
    expect(ids).not.toContain('d3');
  });
});
