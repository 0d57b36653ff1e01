import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import { createHidUsages } from './hidUsages.ts';

/** One named field of an input report, or a row of `count` such fields. */
export interface HidField {
  readonly usagePage: number;
  readonly usage: number;
  /** Behind the report id, where the device numbers its reports. */
  readonly bitOffset: number;
  readonly bitSize: number;
  readonly count: number;
}

/** What an input report holds. */
export interface HidInputReport {
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  /** Without the report id. */
  readonly bitLength: number;
  readonly fields: readonly HidField[];
}

/** The input reports that a report descriptor names, in its order. */
export type HidInputReports = readonly HidInputReport[];

/** Linux takes no longer descriptor (HID_MAX_DESCRIPTOR_SIZE). */
const MAXIMUM_DESCRIPTOR_BYTES = 4096;
/** Nor a longer report (HID_MAX_BUFFER_SIZE), here in bits. */
const MAXIMUM_REPORT_BITS = 16_384 * 8;
const MAXIMUM_FIELD_BITS = 256;
const MAXIMUM_FIELDS = 1024;
const MAXIMUM_COLLECTIONS = 32;
const MAXIMUM_PUSHED = 16;

const LONG_ITEM = 0xfe;

/** Items by their first byte without the size (HID 1.11, section 6.2.2). */
const INPUT = 0x80;
const COLLECTION = 0xa0;
const END_COLLECTION = 0xc0;
const USAGE_PAGE = 0x04;
const REPORT_SIZE = 0x74;
const REPORT_ID = 0x84;
const REPORT_COUNT = 0x94;
const PUSH = 0xa4;
const POP = 0xb4;

const CONSTANT = 1;
const VARIABLE = 2;

interface Globals {
  readonly usagePage: number;
  readonly bitSize: number;
  readonly count: number;
  readonly reportId: number;
}

interface Item {
  /** The first byte without its two bits of size. */
  readonly key: number;
  readonly size: number;
  /** Unsigned, little-endian. */
  readonly value: number;
}

interface Report {
  bitLength: number;
  readonly fields: HidField[];
}

/**
 * Reads a HID report descriptor (Device Class Definition for HID 1.11, section 6.2.2): where each named field of each input
 * report stands. Output and feature reports and long items are passed over. Fails with one line where the descriptor is cut
 * off, closes what it did not open, or asks for more than any real device (the bounds of the Linux kernel).
 */
export function parseHidReportDescriptor(descriptor: Uint8Array): Result<HidInputReports, string> {
  if (descriptor.length > MAXIMUM_DESCRIPTOR_BYTES) {
    return fail('the report descriptor is too long');
  }
  const parser = createParser();
  let at = 0;
  while (at < descriptor.length) {
    const first = descriptor[at] ?? 0;
    const size = first === LONG_ITEM ? 2 + (descriptor[at + 1] ?? 0) : itemSize(first);
    if (at + 1 + size > descriptor.length) {
      return fail('the report descriptor is cut off');
    }
    if (first !== LONG_ITEM) {
      const data = descriptor.subarray(at + 1, at + 1 + size);
      const problem = parser.take({ key: first & ~3, size, value: littleEndian(data) });
      if (problem !== null) {
        return fail(problem);
      }
    }
    at += 1 + size;
  }
  return parser.end();
}

function itemSize(first: number): number {
  return (first & 3) === 3 ? 4 : first & 3;
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function createParser(): {
  /** Takes the next item; null, or why the descriptor cannot be. */
  take(item: Item): string | null;
  end(): Result<HidInputReports, string>;
} {
  const reports = new Map<number, Report>();
  const usages = createHidUsages();
  const pushed: Globals[] = [];
  let globals: Globals = { usagePage: 0, bitSize: 0, count: 0, reportId: 0 };
  let depth = 0;
  let fieldCount = 0;

  function takeGlobal({ key, value }: Item): string | null {
    switch (key) {
      case USAGE_PAGE:
        globals = { ...globals, usagePage: value & 0xffff };
        return null;
      case REPORT_SIZE:
        globals = { ...globals, bitSize: value };
        return value <= MAXIMUM_FIELD_BITS ? null : 'a field of the report descriptor is too large';
      case REPORT_COUNT:
        globals = { ...globals, count: value };
        return value <= MAXIMUM_REPORT_BITS ? null : 'a report of the descriptor is too long';
      case REPORT_ID:
        globals = { ...globals, reportId: value };
        return value >= 1 && value <= 255 ? null : 'a report id that cannot be';
      case PUSH:
        return pushed.push(globals) <= MAXIMUM_PUSHED ? null : 'the descriptor pushes too often';
      case POP: {
        const popped = pushed.pop();
        globals = popped ?? globals;
        return popped === undefined ? 'the descriptor pops what it did not push' : null;
      }
      default:
        return null;
    }
  }

  function takeInput(flags: number): string | null {
    const report = reports.get(globals.reportId) ?? { bitLength: 0, fields: [] };
    reports.set(globals.reportId, report);
    const start = report.bitLength;
    report.bitLength += globals.bitSize * globals.count;
    if (report.bitLength > MAXIMUM_REPORT_BITS) {
      return 'a report of the descriptor is too long';
    }
    if ((flags & CONSTANT) === 0 && (flags & VARIABLE) !== 0) {
      const rows = usages.rows(globals.count, globals.usagePage);
      fieldCount += rows.length;
      if (fieldCount > MAXIMUM_FIELDS) {
        return 'the descriptor names too many fields';
      }
      for (const { first, count, usagePage, usage } of rows) {
        const bitOffset = start + first * globals.bitSize;
        report.fields.push({ usagePage, usage, bitOffset, bitSize: globals.bitSize, count });
      }
    }
    return null;
  }

  function takeMain({ key, value }: Item): string | null {
    const problem = key === INPUT ? takeInput(value) : null;
    depth += key === COLLECTION ? 1 : key === END_COLLECTION ? -1 : 0;
    usages.clear();
    return depth < 0 || depth > MAXIMUM_COLLECTIONS
      ? 'the collections of the descriptor do not fit'
      : problem;
  }

  return {
    take(item) {
      switch (item.key & 0x0c) {
        case 0x00:
          return takeMain(item);
        case 0x04:
          return takeGlobal(item);
        case 0x08:
          return usages.take(item, globals.usagePage);
        default:
          return null;
      }
    },
    end() {
      return depth === 0
        ? ok(Array.from(reports, ([reportId, report]) => ({ reportId, ...report })))
        : fail('the collections of the descriptor do not fit');
    },
  };
}
