import { describe, expect, it } from 'vitest';
import { createHidPosDecoder } from '../../../../src/hardware/decoders/hidPos.ts';
import { hidPosReportReader } from '../../../../src/hardware/decoders/hidPosDescribed.ts';
import {
  bytes,
  honeywellDescriptor,
  ownOrderDescriptor,
  ownOrderReport,
} from '../../../support/hidDescriptors.ts';
import { aimless, layoutA, layoutB, scanReports } from '../../../support/hidPosReports.ts';

const ean = { aim: ']E0', data: '4006381333931' };
const readsEan = [
  { result: 'credential', reading: { aim: ']E0', text: '4006381333931', gtin: '4006381333931' } },
];

function decoder(descriptor: Uint8Array | null): ReturnType<typeof createHidPosDecoder> {
  return createHidPosDecoder(hidPosReportReader(descriptor));
}

describe('hidPosReportReader', () => {
  it('lets the descriptor decide where no known layout fits', () => {
    const report = ownOrderReport(ean);
    expect(decoder(null).push(report, 0)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder(ownOrderDescriptor).push(report, 0)).toMatchObject(readsEan);
  });

  it('reads with the report id in front and without', () => {
    for (const reader of [
      { descriptor: honeywellDescriptor, report: layoutA(ean) },
      { descriptor: ownOrderDescriptor, report: ownOrderReport(ean) },
    ]) {
      expect(decoder(reader.descriptor).push(reader.report.slice(), 0)).toMatchObject(readsEan);
      expect(decoder(reader.descriptor).push(reader.report.slice(1), 0)).toMatchObject(readsEan);
    }
  });

  it('takes a length of two as the length, and not for the report id, where the id is not sent', () => {
    const report = layoutA({ aim: ']C0', data: 'AB' }).subarray(1);
    expect(decoder(honeywellDescriptor).push(report, 0)).toMatchObject([
      { result: 'credential', reading: { aim: ']C0', text: 'AB' } },
    ]);
  });

  it('joins a scan over several reports across the reports of another id', () => {
    const data = 'MEMBER/'.padEnd(150, 'ABCDEFGHIJ');
    const one = decoder(ownOrderDescriptor);
    const outcomes = scanReports({ aim: ']Q1', data }, ownOrderReport).flatMap((report, index) => [
      ...one.push(report, index * 10),
      ...one.push(Uint8Array.of(3, 80), index * 10 + 5),
    ]);
    expect(outcomes.filter(({ result }) => result !== 'ignored')).toMatchObject([
      { result: 'credential', reading: { aim: ']Q1', text: data } },
    ]);
    expect(outcomes.filter(({ result }) => result === 'ignored')).toHaveLength(3);
  });

  it('refuses a report whose length disagrees with its data', () => {
    const tooShort = ownOrderReport(ean);
    tooShort[58] = 5;
    const tooLong = ownOrderReport(ean);
    tooLong[59] = 1;
    for (const report of [tooShort, tooLong]) {
      expect(decoder(ownOrderDescriptor).push(report, 0)).toMatchObject([{ result: 'invalid' }]);
    }
  });

  it('ends the data before the padding where the report tells no length', () => {
    const withoutCount = bytes(
      '058c0902a101 8502 1500 26ff00 7508 9503 09fb09fc09fd8102 953809fe820201 2501 75019501 09ff8102 7507 8103 c0',
    );
    const report = new Uint8Array(61);
    report.set([2, ...new TextEncoder().encode(`${ean.aim}${ean.data}`)]);
    expect(decoder(withoutCount).push(report, 0)).toMatchObject(readsEan);
  });

  it('goes by the place of the identifier where firmware describes another report than it sends', () => {
    expect(decoder(honeywellDescriptor).push(layoutB(ean), 0)).toMatchObject(readsEan);
    const wrong = layoutA({ aim: 'xyz', data: '4006381333931' });
    expect(decoder(honeywellDescriptor).push(wrong, 0)).toMatchObject([{ result: 'invalid' }]);
  });

  it('reads a scanner that leaves the identifier zero', () => {
    expect(decoder(honeywellDescriptor).push(aimless('4006381333931'), 0)).toMatchObject([
      { result: 'credential', reading: { aim: null, text: '4006381333931' } },
    ]);
  });

  it.each([
    ['is broken', 'c0c0'],
    ['names no decoded data', '058c0902a101850275089540 0901 8102 c0'],
    ['names data of 16 bits', '058c0902a101850275109520 09fe 8102 c0'],
    [
      'names data that start within a byte',
      '058c0902a1018502 75049501 8103 75089538 09fe8102 75049501 8103 c0',
    ],
  ])('goes by the bytes where the descriptor %s', (_, hex) => {
    expect(decoder(bytes(hex)).push(layoutA(ean), 0)).toMatchObject(readsEan);
    expect(decoder(bytes(hex)).push(layoutB(ean), 0)).toMatchObject(readsEan);
  });

  it('refuses a payment card in any order of fields, and wipes the report', () => {
    const report = ownOrderReport({ aim: ']Q1', data: '4111111111111111' });
    expect(decoder(ownOrderDescriptor).push(report, 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
    expect(report.every((byte) => byte === 0)).toBe(true);
  });
});
