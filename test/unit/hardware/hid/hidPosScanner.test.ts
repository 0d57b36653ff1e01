import { describe, expect, it } from 'vitest';
import type { HidDescription } from '../../../../src/hardware/hid/hidBackend.ts';
import {
  isHidPosScanner,
  scannerId,
  scannerName,
} from '../../../../src/hardware/hid/hidPosScanner.ts';

const scanner: HidDescription = {
  path: '/dev/hidraw3',
  vendorId: 0x0c2e,
  productId: 0x0b61,
  serialNumber: '17123B0456',
  manufacturer: 'Honeywell',
  product: 'Voyager 1450g',
  interfaceNumber: 0,
  usagePage: 0x8c,
  usage: 2,
};

describe('isHidPosScanner', () => {
  it('goes by the usage page of the descriptor', () => {
    expect(isHidPosScanner(scanner)).toBe(true);
    expect(isHidPosScanner({ ...scanner, vendorId: 0x1234 })).toBe(true);
  });

  it('takes badge readers and cordless bases, and no collection of settings', () => {
    const usages = [0x01, 0x03, 0x04, 0x05, 0x11, 0x30].filter((usage) =>
      isHidPosScanner({ ...scanner, usage }),
    );
    expect(usages).toEqual([0x01, 0x03, 0x04]);
  });

  it('never takes a keyboard, a scanner’s own included', () => {
    expect(isHidPosScanner({ ...scanner, usagePage: 0x01, usage: 6 })).toBe(false);
  });

  it('goes by the maker where the backend knows no usage page', () => {
    expect(isHidPosScanner({ ...scanner, usagePage: 0, usage: 0 })).toBe(true);
    expect(isHidPosScanner({ ...scanner, vendorId: 0x046d, usagePage: 0, usage: 0 })).toBe(false);
  });
});

describe('scannerId and scannerName', () => {
  it('stay the same when the scanner is plugged in elsewhere', () => {
    expect(scannerId({ ...scanner, path: '/dev/hidraw9' })).toBe(scannerId(scanner));
    expect(scannerId(scanner)).toBe('hid:0c2e:0b61:17123B0456:0');
  });

  it('name a scanner that does not name itself by its numbers', () => {
    expect(scannerName(scanner)).toBe('Honeywell Voyager 1450g');
    expect(scannerName({ ...scanner, manufacturer: '', product: '' })).toBe('Scanner 0c2e:0b61');
  });
});
