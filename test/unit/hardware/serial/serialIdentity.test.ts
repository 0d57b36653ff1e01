import { describe, expect, it } from 'vitest';
import type { SerialPortDescription } from '../../../../src/hardware/hostMessages.ts';
import { findSerialPath, serialDeviceId } from '../../../../src/hardware/serial/serialIdentity.ts';

const usb = { vendorId: '0c2e', productId: '0aaa', serialNumber: 'S1' };

function port(path: string, serialNumber = 'S1'): SerialPortDescription {
  return { path, manufacturer: '', serialNumber, usb: { ...usb, serialNumber } };
}

describe('a USB serial reader', () => {
  it('is found under the name that its port has now', () => {
    expect(findSerialPath('/dev/ttyACM0', usb, [port('/dev/ttyACM3')])).toBe('/dev/ttyACM3');
    expect(findSerialPath('COM4', usb, [port('COM9', 'S2'), port('COM7')])).toBe('COM7');
  });

  it('stays at its own port where it is there', () => {
    const ports = [port('/dev/ttyACM1'), port('/dev/ttyACM0')];
    expect(findSerialPath('/dev/ttyACM0', usb, ports)).toBe('/dev/ttyACM0');
  });

  it('is never taken for another one: of two alike, only the configured port will do', () => {
    const nameless = { ...usb, serialNumber: '' };
    const twins = [port('COM5', ''), port('COM6', '')];
    expect(findSerialPath('COM4', nameless, twins)).toBe('COM4');
    expect(findSerialPath('COM4', nameless, twins.slice(1))).toBe('COM6');
    expect(findSerialPath('COM4', usb, [port('COM5', 'S2')])).toBe('COM4');
  });

  it('keeps its id under every name, where it has a serial number', () => {
    expect(serialDeviceId({ path: 'COM4', usb })).toBe(serialDeviceId({ path: 'COM7', usb }));
    expect(serialDeviceId({ path: 'COM4', usb: null })).toBe('serial:COM4');
  });
});
