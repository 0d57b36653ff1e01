import { describe, expect, it } from 'vitest';
import { parseHidReportDescriptor } from '../../../../src/hardware/decoders/hidReportDescriptor.ts';
import { bytes, honeywellDescriptor, ownOrderDescriptor } from '../../../support/hidDescriptors.ts';

function parse(hex: string): ReturnType<typeof parseHidReportDescriptor> {
  return parseHidReportDescriptor(bytes(hex));
}

describe('parseHidReportDescriptor', () => {
  it('finds every named field of a scanner', () => {
    const reports = parseHidReportDescriptor(honeywellDescriptor);
    const field = (
      usagePage: number,
      usage: number,
      bitOffset: number,
      bitSize = 8,
      count = 1,
    ) => ({
      usagePage,
      usage,
      bitOffset,
      bitSize,
      count,
    });
    expect(reports).toEqual({
      ok: true,
      value: [
        {
          reportId: 2,
          bitLength: 63 * 8,
          fields: [
            field(0x01, 0x3b, 0),
            field(0x8c, 0xfb, 8),
            field(0x8c, 0xfc, 16),
            field(0x8c, 0xfd, 24),
            field(0x8c, 0xfe, 32, 8, 56),
            field(0xff66, 0x04, 480),
            field(0xff66, 0x00, 488),
            field(0x8c, 0xff, 496, 1, 8),
          ],
        },
      ],
    });
  });

  it('keeps the reports of a device apart by their ids', () => {
    const reports = parseHidReportDescriptor(ownOrderDescriptor);
    expect(
      reports.ok && reports.value.map(({ reportId, bitLength }) => [reportId, bitLength]),
    ).toEqual([
      [7, 62 * 8],
      [3, 8],
    ]);
  });

  it('knows usages of four bytes, ranges, alternatives, pushed state, and a page that follows its usages', () => {
    const fields = (hex: string): unknown => {
      const reports = parse(hex);
      return reports.ok
        ? reports.value.flatMap((report) =>
            report.fields.map(({ usagePage, usage, count }) => [usagePage, usage, count]),
          )
        : reports;
    };
    expect(fields('75089502 0b fe008c00 050109 3b8102')).toEqual([
      [0x8c, 0xfe, 1],
      [0x01, 0x3b, 1],
    ]);
    expect(fields('058c75089503 19fb29fd 8102')).toEqual([
      [0x8c, 0xfb, 1],
      [0x8c, 0xfc, 1],
      [0x8c, 0xfd, 1],
    ]);
    expect(fields('058c75089502 a901 09fe 0930 a900 09ff 8102')).toEqual([
      [0x8c, 0xfe, 1],
      [0x8c, 0xff, 1],
    ]);
    expect(fields('058c75089501 a4 0501 b4 09fe 8102')).toEqual([[0x8c, 0xfe, 1]]);
    expect(fields('0501 75089501 09fe 058c 8102')).toEqual([[0x8c, 0xfe, 1]]);
  });

  it('passes over long items, constants, arrays, and output and feature reports', () => {
    expect(parse('fe02aabbcc 058c75089501 09fe9102 09feb102 8103 8100')).toEqual({
      ok: true,
      value: [{ reportId: 0, bitLength: 16, fields: [] }],
    });
  });

  it.each([
    ['cut off in an item', '058c75'],
    ['cut off in a long item', 'fe10aa'],
    ['closing what it did not open', 'c0'],
    ['leaving a collection open', 'a101'],
    ['nested without end', 'a101'.repeat(40) + 'c0'.repeat(40)],
    ['pushing without end', 'a4'.repeat(20)],
    ['popping nothing', 'b4'],
    ['of fields of 4 billion bits', '77ffffffff 9501 09fe8102'],
    ['of 4 billion fields', '7508 97ffffffff 09fe8102'],
    ['of a report without end', '75ff 9670ff 8102'.repeat(3)],
    ['of more fields than memory should hold', `058c7501960004 1a0000 2aff03 8102`.repeat(2)],
    ['of report id 0', '8500'],
    ['of report id 256', '860001'],
    ['with a backward range', '19fd29fb'],
    ['longer than a kernel takes', '00'.repeat(4097)],
  ])('refuses a descriptor %s', (_, hex) => {
    expect(parse(hex).ok).toBe(false);
  });
});
