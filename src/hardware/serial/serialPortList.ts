import type { SerialPortDescription, UsbIdentity } from '../hostMessages.ts';

const MAXIMUM_PORTS = 256;

/**
 * The serial ports of this machine: for setting a reader up, and at each try to open a USB reader whose port may have
 * another name now. No loop asks for it while a reader is open.
 */
export async function listSerialPorts(): Promise<SerialPortDescription[]> {
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list();
  return ports
    .slice(0, MAXIMUM_PORTS)
    .map(({ path, manufacturer, serialNumber, vendorId, productId }) => ({
      path: path.slice(0, 300),
      manufacturer: (manufacturer ?? '').slice(0, 200),
      serialNumber: (serialNumber ?? '').slice(0, 200),
      usb: usbIdentityOf(vendorId, productId, serialNumber),
    }));
}

/** The identity of a USB serial port; null for one of another kind. */
function usbIdentityOf(
  vendorId: string | undefined,
  productId: string | undefined,
  serialNumber: string | undefined,
): UsbIdentity | null {
  const [vendor, product] = [vendorId, productId].map((id) =>
    (id ?? '').toLowerCase().padStart(4, '0'),
  );
  if (vendorId === undefined || vendor === undefined || product === undefined) {
    return null;
  }
  return /^[0-9a-f]{4}$/.test(vendor) && /^[0-9a-f]{4}$/.test(product)
    ? { vendorId: vendor, productId: product, serialNumber: (serialNumber ?? '').slice(0, 200) }
    : null;
}
