import { describe, expect, it } from 'vitest';
import { createMsrDecoder } from '../../../../../src/hardware/decoders/magstripe/msrDecoder.ts';
import { stripeReportReader } from '../../../../../src/hardware/decoders/magstripe/msrDescribed.ts';
import { bytes } from '../../../../support/hidDescriptors.ts';
import { msrReport } from '../../../../support/readerFrames.ts';

/** A stripe reader of the standard's page: three lengths, then 80, 40 and 108 bytes of tracks; report id 4. */
const standardDescriptor = bytes(
  '058e0901a101 8504 150026ff00 7508 9503 091109120913 8102 9550 0921820201 9528 0922820201 956c 0923820201 c0',
);

function standardReport(track1: string, track2: string, track2Length = track2.length): Uint8Array {
  const report = new Uint8Array(232);
  report.set([4, track1.length, track2Length, 0]);
  report.set(new TextEncoder().encode(track1), 4);
  report.set(new TextEncoder().encode(track2), 84);
  return report;
}

describe('stripeReportReader', () => {
  const push = (report: Uint8Array): unknown =>
    createMsrDecoder(stripeReportReader(standardDescriptor)).push(report, 0);

  it.each([
    ['with sentinels', ';0090073029910=?'],
    ['without', '0090073029910='],
  ])('reads a reader of the standard’s page by its descriptor, %s', (_, track2) => {
    expect(push(standardReport('', track2))).toMatchObject([
      { reading: { credential: { scheme: 'number', value: '0090073029910' } } },
    ]);
  });

  it('refuses payment cards, and a track that is longer than its field', () => {
    expect(push(standardReport('', '4111111111111111=3012101000'))).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
    expect(push(standardReport('', '', 41))).toMatchObject([{ result: 'invalid' }]);
  });

  it('takes a report of another id for no swipe', () => {
    const report = standardReport('', ';0090073029910=?');
    report[0] = 5;
    expect(push(report)).toMatchObject([{ result: 'invalid' }]);
  });

  it('goes by the bytes where the descriptor is a maker’s or there is none', () => {
    for (const descriptor of [null, bytes('0600ff0901a101150026ff0075089651010920 8102c0')]) {
      const decoder = createMsrDecoder(stripeReportReader(descriptor));
      expect(decoder.push(msrReport('', ';0090073029910=?'), 0)).toMatchObject([
        { result: 'credential' },
      ]);
    }
  });
});
