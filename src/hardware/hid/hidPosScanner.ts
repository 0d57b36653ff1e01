import type { HidDescription } from './hidBackend.ts';

/** Bar Code Scanner Page of the HID Point of Sale Usage Tables 1.02. */
const BAR_CODE_SCANNER_PAGE = 0x8c;
/**
 * Badge reader, scanner, dumb scanner and cordless base: the collections of that page that send scans. Others there are the
 * settings of a scanner.
 */
const SCANNER_USAGES: readonly number[] = [0x01, 0x02, 0x03, 0x04];

/** USB vendors that make next to nothing but scanners (linux-usb.org/usb.ids), for backends that give no usage page. */
const SCANNER_VENDORS: ReadonlySet<number> = new Set([
  0x0536, // Hand Held Products
  0x05e0, // Symbol Technologies (Zebra)
  0x05f9, // PSC Scanning (Datalogic)
  0x0c2e, // Metrologic Instruments (Honeywell)
  0x1eab, // Fujian Newland
]);

/** Whether a listed collection is a scanner that speaks HID POS. A keyboard never is: its page is known to all backends. */
export function isHidPosScanner(description: HidDescription): boolean {
  const { usagePage, usage, vendorId } = description;
  if (usagePage === 0) {
    return SCANNER_VENDORS.has(vendorId);
  }
  return usagePage === BAR_CODE_SCANNER_PAGE && (usage === 0 || SCANNER_USAGES.includes(usage));
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/**
 * The scanner's id across replugs: vendor, product, serial number and interface. Two of a model without serial numbers
 * share it; the caller numbers them.
 */
export function scannerId(description: HidDescription): string {
  const { vendorId, productId, serialNumber, interfaceNumber } = description;
  const serial = serialNumber === '' ? '-' : serialNumber.slice(0, 100);
  return `hid:${hex4(vendorId)}:${hex4(productId)}:${serial}:${interfaceNumber}`;
}

/** Make and model for people. */
export function scannerName(description: HidDescription): string {
  const { manufacturer, product, vendorId, productId } = description;
  const name = `${manufacturer} ${product}`.trim();
  return name === '' ? `Scanner ${hex4(vendorId)}:${hex4(productId)}` : name;
}
