import { describe, expect, it } from 'vitest';
import { hidDeviceClass } from '../../../../src/hardware/hid/hidDeviceClass.ts';

function collection(vendorId: number, usagePage: number, usage = 1) {
  const names = { serialNumber: '', manufacturer: '', product: '', interfaceNumber: 0, path: 'p' };
  return { ...names, vendorId, productId: 2, usagePage, usage };
}

describe('hidDeviceClass', () => {
  it('knows stripe readers by their makers’ page, or by the page of all stripe readers', () => {
    expect(hidDeviceClass(collection(0x0801, 0xff00))).toBe('MSR');
    expect(hidDeviceClass(collection(0x0acd, 0xff00))).toBe('MSR');
    expect(hidDeviceClass(collection(0x1234, 0x8e))).toBe('MSR');
  });

  it('takes no keyboard, and no maker’s page of anybody else, for a reader', () => {
    expect(hidDeviceClass(collection(0x0801, 0x01, 6))).toBeNull();
    expect(hidDeviceClass(collection(0x046d, 0xff00))).toBeNull();
    expect(hidDeviceClass(collection(0x0c2e, 0x8c, 2))).toBe('Scanner');
  });
});
