import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';

/** One input report of a HID POS scanner, taken apart. */
export interface HidPosReport {
  readonly layout: 'A' | 'B';
  /** AIM identifier, "]" included. */
  readonly aim: string;
  /** A view of the report's data bytes, without padding. */
  readonly data: Uint8Array;
  /** Whether the next report carries on with the same scan. */
  readonly continues: boolean;
}

const RIGHT_BRACKET = 0x5d;

/** Bytes besides the data: length, identifier, and two or three at the end. */
const OVERHEAD = 7;

/**
 * Takes apart a report of a bar code scanner (HID Point of Sale Usage Tables 1.02, usage page 0x8C: symbology identifier
 * 0xFB to 0xFD, decoded data 0xFE, data continued 0xFF). Makers order the fields in two ways, told apart by where the
 * AIM identifier stands; in a report of 63 bytes without its id:
 *
 * - A: length, identifier (3), data (56), maker's code of the symbology, 0, continuation
 * - B: length, 0, identifier (3), data (56), maker's code of the symbology, continuation
 *
 * The report id in front is there (node-hid) or not (WebHID). Reports of emulated and older scanners leave the last
 * three bytes zero. Fails with one line where the bytes are no such report, or where the length disagrees with the padding.
 */
export function readHidPosReport(report: Uint8Array): Result<HidPosReport, string> {
  const layout = layoutOf(report);
  if (layout === null) {
    return fail('not a report of a bar code scanner');
  }
  const { name, lengthAt, aimAt } = layout;
  const length = report[lengthAt] ?? 0;
  const dataAt = aimAt + 3;
  const dataEnd = report.length - (name === 'A' ? 3 : 2);
  const padding = report.subarray(dataAt + length, dataEnd);
  if (dataAt + length > dataEnd || padding.some((byte) => byte !== 0)) {
    return fail('the length of the report disagrees with its data');
  }
  const data = report.subarray(dataAt, dataAt + length);
  if (length > 0 && data.at(-1) === 0) {
    return fail('the length of the report disagrees with its data');
  }
  const aim = String.fromCharCode(...report.subarray(aimAt, aimAt + 3));
  return ok({ layout: name, aim, data, continues: report.at(-1) === 1 });
}

/** Where the fields stand, by the place of the identifier and by whether a report id is in front. */
function layoutOf(
  report: Uint8Array,
): { readonly name: 'A' | 'B'; readonly lengthAt: number; readonly aimAt: number } | null {
  if (report.length < OVERHEAD + 2) {
    return null;
  }
  const bracketAt = report.subarray(0, 4).indexOf(RIGHT_BRACKET);
  switch (bracketAt) {
    case 1:
      return { name: 'A', lengthAt: 0, aimAt: 1 };
    case 2:
      // Either a report id and layout A, whose length is not zero, or layout B without an id, whose second byte is.
      return report[1] === 0
        ? { name: 'B', lengthAt: 0, aimAt: 2 }
        : { name: 'A', lengthAt: 1, aimAt: 2 };
    case 3:
      return report[2] === 0 ? { name: 'B', lengthAt: 1, aimAt: 3 } : null;
    default:
      return null;
  }
}
