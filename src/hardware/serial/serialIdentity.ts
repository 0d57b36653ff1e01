import type {
  SerialPortDescription,
  SerialReaderConfiguration,
  UsbIdentity,
} from '../hostMessages.ts';

/** The reader's id across replugs and restarts: by its USB serial number where it has one, else by its port's name. */
export function serialDeviceId({
  path,
  usb,
}: Pick<SerialReaderConfiguration, 'path' | 'usb'>): string {
  const id =
    usb === null || usb.serialNumber === ''
      ? `serial:${path}`
      : `serial:${usb.vendorId}:${usb.productId}:${usb.serialNumber}`;
  return id.slice(0, 300);
}

/**
 * The name under which a USB reader is plugged in now. Its own port first; then another port of the same device; where the
 * device has no serial number, another port of the same make and model, but only where there is just one. Where it is
 * nowhere, the configured name, which then cannot be opened and says so.
 */
export function findSerialPath(
  path: string,
  usb: UsbIdentity,
  ports: readonly SerialPortDescription[],
): string {
  const same = ports.filter(
    (port) =>
      port.usb?.vendorId === usb.vendorId &&
      port.usb.productId === usb.productId &&
      port.usb.serialNumber === usb.serialNumber,
  );
  const [first, second] = same;
  if (first === undefined || same.some((port) => port.path === path)) {
    return path;
  }
  return second === undefined ? first.path : path;
}
