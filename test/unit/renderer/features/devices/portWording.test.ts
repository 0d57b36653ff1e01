import { describe, expect, it } from 'vitest';
import { portWords } from '../../../../../src/renderer/features/devices/portWording.ts';

const port = { path: 'COM3', manufacturer: '', serialNumber: '', usb: null, configured: false };

describe('the words for a serial port', () => {
  it('tell maker, USB identity and serial number, so that a person knows the reader’s cable', () => {
    const usb = { vendorId: '0403', productId: '6001', serialNumber: 'A50285BI' };
    const cable = { ...port, manufacturer: 'FTDI', serialNumber: 'A50285BI', usb };
    expect(portWords(cable)).toBe('FTDI · USB 0403:6001 · serial number A50285BI');
  });

  it('say what a port is of which nothing is known', () => {
    expect(portWords(port)).toBe('A port of this computer');
  });
});
