import type { HidField, HidInputReports } from './hidReportDescriptor.ts';

/** Where the fields of a scan stand in an input report of a scanner; places are in bits behind the report id. */
export interface HidPosLayout {
  /** 0 where the scanner does not number its reports. */
  readonly reportId: number;
  readonly byteLength: number;
  /** Null where the report says no length: the data then end before the zeros behind them. */
  readonly length: HidField | null;
  /** The three characters of the AIM identifier; null where the report has none. */
  readonly aim: readonly [HidField, HidField, HidField] | null;
  readonly data: HidField;
  /** Null where a scan is never longer than a report. */
  readonly continued: HidField | null;
}

/** Bar Code Scanner page and its usages (HID Point of Sale Usage Tables 1.02, section 3). */
const BAR_CODE_SCANNER_PAGE = 0x8c;
const SYMBOLOGY_IDENTIFIERS = [0xfb, 0xfc, 0xfd] as const;
const DECODED_DATA = 0xfe;
const DECODE_DATA_CONTINUED = 0xff;

/** Byte Count of the Generic Desktop page (HID Usage Tables 1.5, section 4), by which makers say the length. */
const GENERIC_DESKTOP_PAGE = 0x01;
const BYTE_COUNT = 0x3b;

/** The reports of a scanner that carry scans, by its descriptor; empty where the descriptor names no decoded data in bytes. */
export function hidPosLayouts(reports: HidInputReports): readonly HidPosLayout[] {
  return reports.flatMap(({ reportId, bitLength, fields }) => {
    const scannerField = (usage: number): HidField | null =>
      fields.find((field) => field.usagePage === BAR_CODE_SCANNER_PAGE && field.usage === usage) ??
      null;
    const data = scannerField(DECODED_DATA);
    if (data === null || data.bitSize !== 8 || data.bitOffset % 8 !== 0 || bitLength % 8 !== 0) {
      return [];
    }
    const [first, second, third] = SYMBOLOGY_IDENTIFIERS.map(scannerField);
    const length = fields.find(
      ({ usagePage, usage }) => usagePage === GENERIC_DESKTOP_PAGE && usage === BYTE_COUNT,
    );
    const layout: HidPosLayout = {
      reportId,
      byteLength: bitLength / 8,
      length: length ?? null,
      aim: first && second && third ? [first, second, third] : null,
      data,
      continued: scannerField(DECODE_DATA_CONTINUED),
    };
    return [layout];
  });
}

/** The unsigned number in a field of at most 32 bits, lowest bit first (HID 1.11, section 8); 0 behind the report's end. */
export function fieldValue(report: Uint8Array, { bitOffset, bitSize }: HidField): number {
  let value = 0;
  for (let bit = Math.min(bitSize, 32) - 1; bit >= 0; bit -= 1) {
    const at = bitOffset + bit;
    value = value * 2 + (((report[at >> 3] ?? 0) >> (at & 7)) & 1);
  }
  return value;
}
