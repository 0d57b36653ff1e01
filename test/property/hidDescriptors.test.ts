import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHidPosDecoder } from '../../src/hardware/decoders/hidPos.ts';
import { hidPosReportReader } from '../../src/hardware/decoders/hidPosDescribed.ts';
import { parseHidReportDescriptor } from '../../src/hardware/decoders/hidReportDescriptor.ts';
import { createMsrDecoder } from '../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { stripeReportReader } from '../../src/hardware/decoders/magstripe/msrDescribed.ts';
import { honeywellDescriptor, ownOrderDescriptor } from '../support/hidDescriptors.ts';
import { idTechEnhancedFrame, magneSafeReport } from '../support/readerFrames.ts';

/** The fields of a scanner's report; each knows its item of the descriptor and its bytes. */
const fields = ['count', 'aim', 'data', 'continued', 'padding'] as const;
type Field = (typeof fields)[number];

const DATA_BYTES = 40;
const BYTE_COUNT: Readonly<Record<Field, number>> = {
  count: 2,
  aim: 3,
  data: DATA_BYTES,
  continued: 1,
  padding: 1,
};
const ITEMS: Readonly<Record<Field, readonly number[]>> = {
  count: [0x05, 0x01, 0x75, 16, 0x95, 1, 0x09, 0x3b, 0x81, 0x02],
  aim: [0x05, 0x8c, 0x75, 8, 0x95, 3, 0x19, 0xfb, 0x29, 0xfd, 0x81, 0x02],
  data: [0x05, 0x8c, 0x75, 8, 0x95, DATA_BYTES, 0x09, 0xfe, 0x82, 0x02, 0x01],
  continued: [0x05, 0x8c, 0x75, 1, 0x95, 8, 0x09, 0xff, 0x81, 0x02],
  padding: [0x75, 8, 0x95, 1, 0x81, 0x03],
};

const anyOrder = fc.shuffledSubarray([...fields], { minLength: fields.length });
const reportIds = fc.option(fc.integer({ min: 1, max: 255 }));
/** Texts that are no payment card's and no product's: letters only. */
const scans = fc.stringMatching(/^[A-Z]{4,200}$/);

function descriptorOf(order: readonly Field[], reportId: number | null): Uint8Array {
  const id = reportId === null ? [] : [0x85, reportId];
  const items = order.flatMap((field) => ITEMS[field]);
  return Uint8Array.of(0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, ...id, ...items, 0xc0);
}

function reportOf(
  order: readonly Field[],
  reportId: number | null,
  piece: string,
  continues: boolean,
): Uint8Array {
  const bytes: Readonly<Record<Field, number[]>> = {
    count: [piece.length, 0],
    aim: Array.from(new TextEncoder().encode(']Q1')),
    data: Array.from(new TextEncoder().encode(piece.padEnd(DATA_BYTES, '\0'))),
    continued: [continues ? 1 : 0],
    padding: [0],
  };
  const id = reportId === null ? [] : [reportId];
  return Uint8Array.from([...id, ...order.flatMap((field) => bytes[field])]);
}

describe('a scanner of any order of fields', () => {
  it('is read by its report descriptor, whatever the length of the scan', () => {
    fc.assert(
      fc.property(anyOrder, reportIds, scans, (order, reportId, text) => {
        const decoder = createHidPosDecoder(hidPosReportReader(descriptorOf(order, reportId)));
        const pieces = text.match(new RegExp(`.{1,${String(DATA_BYTES)}}`, 'g')) ?? [];
        const outcomes = pieces.flatMap((piece, index) =>
          decoder.push(reportOf(order, reportId, piece, index < pieces.length - 1), index),
        );
        expect(outcomes).toMatchObject([{ result: 'credential', reading: { aim: ']Q1', text } }]);
      }),
    );
  });

  it('has its fields where the descriptor says', () => {
    fc.assert(
      fc.property(anyOrder, reportIds, (order, reportId) => {
        const reports = parseHidReportDescriptor(descriptorOf(order, reportId));
        const total = order.reduce((sum, field) => sum + BYTE_COUNT[field], 0);
        expect(reports.ok && reports.value[0]?.bitLength).toBe(total * 8);
      }),
    );
  });
});

describe('hostile descriptors and reports', () => {
  const reports = fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 8 });

  it('never make a decoder throw, or hold more than it may', () => {
    const descriptors = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(
          fc.constantFrom(honeywellDescriptor, ownOrderDescriptor),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
        )
        .map(([descriptor, at, change]) =>
          descriptor.map((byte, index) =>
            index === at % descriptor.length ? byte ^ change : byte,
          ),
        ),
    );
    fc.assert(
      fc.property(descriptors, reports, (descriptor, pushed) => {
        const decoders = [
          createHidPosDecoder(hidPosReportReader(descriptor)),
          createMsrDecoder(stripeReportReader(descriptor)),
        ];
        for (const decoder of decoders) {
          pushed.forEach((report, index) => decoder.push(report.slice(), index));
          decoder.tick(10_000);
          expect(decoder.pending()).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('encrypting stripe readers', () => {
  const swipes = fc.record({
    encodeType: fc.constantFrom(0, 3, 4),
    tracks: fc.constantFrom(
      ['', ';4111000080001111=30120000000000?', ''] as const,
      ['%B5555********4444^DOE/JANE^3012?', ';5555********4444=3012?', ''] as const,
    ),
    encrypted: fc.integer({ min: 2, max: 7 }),
    shown: fc.integer({ min: 0, max: 7 }),
    failed: fc.integer({ min: 0, max: 1 }),
  });

  it('never give a masked payment card for a member’s, whatever else they say of it', () => {
    fc.assert(
      fc.property(swipes, (swipe) => {
        for (const report of [magneSafeReport(swipe), idTechEnhancedFrame(swipe)]) {
          expect(createMsrDecoder().push(report, 0)).not.toMatchObject([{ result: 'credential' }]);
        }
      }),
    );
  });
});
