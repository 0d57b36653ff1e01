import type { SerialPortOption } from '../../../ipc/channels/devices.ts';

/** What is known of a serial port, e.g. "FTDI · USB 0403:6001 · serial number A50285BI". */
export function portWords({ manufacturer, serialNumber, usb }: SerialPortOption): string {
  const parts = [
    manufacturer,
    usb === null ? '' : `USB ${usb.vendorId}:${usb.productId}`,
    serialNumber === '' ? '' : `serial number ${serialNumber}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'A port of this computer' : parts.join(' · ');
}
