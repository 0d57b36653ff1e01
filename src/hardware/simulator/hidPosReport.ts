import { hasGs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';
import { assert } from '../../domain/assert.ts';

const REPORT_LENGTH_BYTES = 64;
const REPORT_ID = 0x02;
const DATA_OFFSET = 5;
/** The data field of one report: bytes 5 to 60. */
const MAXIMUM_DATA_BYTES = 56;

/** The AIM symbology identifier (ISO/IEC 15424) under which a scanner would send `digits`. */
function symbologyOf(digits: string): { readonly aim: string; readonly data: string } {
  if (hasGs1CheckDigit(digits)) {
    switch (digits.length) {
      case 8:
        return { aim: ']E4', data: digits };
      case 12:
        // A UPC-A is sent as the EAN-13 that it is: with a leading zero.
        return { aim: ']E0', data: `0${digits}` };
      case 13:
        return { aim: ']E0', data: digits };
      case 14:
        return { aim: ']I1', data: digits };
    }
  }
  return { aim: ']C0', data: digits };
}

/**
 * The input report that a USB HID POS scanner sends for `digits` (1 to 48 decimal digits), with its report id:
 * id 0x02, length of the data, three bytes of AIM identifier, 56 bytes of data, two bytes of vendor symbology, and a
 * continuation byte that is 0 for a whole read (HID Point of Sale Usage Tables 1.02, Bar Code Scanner Page 0x8C,
 * as laid out by Honeywell's and Datalogic's scanners).
 */
export function hidPosReport(digits: string): Uint8Array {
  assert(/^[0-9]{1,48}$/.test(digits), 'a simulated scan is 1 to 48 digits');
  const { aim, data } = symbologyOf(digits);
  assert(data.length <= MAXIMUM_DATA_BYTES, 'a simulated scan fits one report');
  const report = new Uint8Array(REPORT_LENGTH_BYTES);
  report[0] = REPORT_ID;
  report[1] = data.length;
  report.set(new TextEncoder().encode(aim + data), DATA_OFFSET - aim.length);
  return report;
}
