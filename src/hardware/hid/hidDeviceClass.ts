import type { HardwareDevice } from '../hostMessages.ts';
import type { HidDescription } from './hidBackend.ts';
import { isHidPosScanner } from './hidPosScanner.ts';

/** Magnetic Stripe Reading Devices page of the HID Usage Tables. */
const MSR_PAGE = 0x8e;
/** From here on pages are the makers' own. */
const FIRST_VENDOR_PAGE = 0xff00;

/** USB vendors of stripe readers that use a page of their own (linux-usb.org/usb.ids). */
const MSR_VENDORS: ReadonlySet<number> = new Set([
  0x0801, // MagTek
  0x0acd, // ID TECH
]);

/** What a listed collection is to the till, by UnifiedPOS; null for what is no reader, or a keyboard. */
export function hidDeviceClass(description: HidDescription): HardwareDevice['deviceClass'] | null {
  const { usagePage, vendorId } = description;
  const isMsr =
    usagePage === MSR_PAGE ||
    (MSR_VENDORS.has(vendorId) && (usagePage === 0 || usagePage >= FIRST_VENDOR_PAGE));
  return isMsr ? 'MSR' : isHidPosScanner(description) ? 'Scanner' : null;
}
