import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import { latin1 } from './payloadText.ts';

/** One input report of a HID POS scanner, taken apart. */
export interface HidPosReport {
  /** AIM identifier, "]" included; "" where the scanner sends none. */
  readonly aim: string;
  /** A view of the report's data bytes, without padding. */
  readonly data: Uint8Array;
  /** Whether the next report carries on with the same scan. */
  readonly continues: boolean;
}

/** Takes a report apart: null for one that carries no scan, else a failure with one line that says what is wrong. */
export type HidPosReportReader = (report: Uint8Array) => Result<HidPosReport | null, string>;

/** The failure of a report that does not look like a scan's at all. */
export const NO_SCAN_REPORT = 'not a report of a bar code scanner';

const RIGHT_BRACKET = 0x5d;

/** The report id that the usage tables' example and all known scanners use for scans. */
const REPORT_ID = 2;

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
    return fail(NO_SCAN_REPORT);
  }
  const { lengthAt, aimAt, dataAt } = layout;
  const length = report[lengthAt] ?? 0;
  const dataEnd = report.length - layout.trailer;
  const padding = report.subarray(dataAt + length, dataEnd);
  if (dataAt + length > dataEnd || padding.some((byte) => byte !== 0)) {
    return fail('the length of the report disagrees with its data');
  }
  const data = report.subarray(dataAt, dataAt + length);
  const continuation = report.at(-1) ?? 0;
  const endsInPadding = data.at(-1) === 0 && padding.length > 0;
  if (endsInPadding || continuation > 1) {
    return fail('the length of the report disagrees with its data');
  }
  return ok({
    aim: aimAt === null ? '' : latin1(report.subarray(aimAt, aimAt + 3)),
    data,
    continues: continuation === 1,
  });
}

interface Layout {
  readonly lengthAt: number;
  /** Null where the scanner sends no identifier. */
  readonly aimAt: number | null;
  readonly dataAt: number;
  /** How many bytes behind the data are no padding. */
  readonly trailer: number;
}

function layoutA(lengthAt: number): Layout {
  return { lengthAt, aimAt: lengthAt + 1, dataAt: lengthAt + 4, trailer: 3 };
}

function layoutB(lengthAt: number): Layout {
  return { lengthAt, aimAt: lengthAt + 2, dataAt: lengthAt + 5, trailer: 2 };
}

/** Where the fields stand, by the place of the identifier and by whether a report id is in front. */
function layoutOf(report: Uint8Array): Layout | null {
  if (report.length < OVERHEAD + 2) {
    return null;
  }
  const isBare = report.length % 2 === 1;
  switch (report.subarray(0, 4).indexOf(RIGHT_BRACKET)) {
    case 1:
      return isBare ? layoutA(0) : null;
    case 2:
      // Either a report id and layout A, or layout B without an id, whose second byte is zero.
      return !isBare ? layoutA(1) : report[1] === 0 ? layoutB(0) : null;
    case 3:
      return !isBare && report[0] !== 0 && report[2] === 0 ? layoutB(1) : null;
    case -1:
      return layoutWithoutAim(report);
    default:
      return null;
  }
}

/** Reports are of an odd number of bytes without their id. */
function hasReportId(report: Uint8Array): boolean {
  return report.length % 2 === 0 && report[0] === REPORT_ID;
}

/** A scanner that is set to send no identifier leaves its field zero, or leaves the field out. */
function layoutWithoutAim(report: Uint8Array): Layout | null {
  const lengthAt = hasReportId(report) ? 1 : 0;
  const length = report[lengthAt] ?? 0;
  const dataAt = report.subarray(lengthAt + 1, lengthAt + 4).some((byte) => byte !== 0)
    ? lengthAt + 1
    : lengthAt + 4;
  const data = report.subarray(dataAt, dataAt + length);
  return length > 0 && data.every((byte) => byte >= 0x20)
    ? { lengthAt, aimAt: null, dataAt, trailer: 3 }
    : null;
}
