import { describe, expect, it } from 'vitest';
import { createHidPosDecoder } from '../../../../src/hardware/decoders/hidPos.ts';
import { aimless, layoutA, layoutB, scanReports } from '../../../support/hidPosReports.ts';

const ean = { aim: ']E0', data: '4006381333931' };

describe('createHidPosDecoder', () => {
  it.each([
    ['layout A with a report id', layoutA(ean)],
    ['layout A without one', layoutA(ean).subarray(1)],
    ['layout B with a report id', layoutB(ean)],
    ['layout B without one', layoutB(ean).subarray(1)],
  ])('reads a product from %s', (_, report) => {
    expect(createHidPosDecoder().push(report, 0)).toEqual([
      {
        result: 'credential',
        reading: {
          credential: { scheme: 'number', value: '4006381333931' },
          gtin: '4006381333931',
          aim: ']E0',
          text: '4006381333931',
        },
      },
    ]);
  });

  it('keeps its own copy of a report that the caller wipes, be it a Buffer', () => {
    const text = 'MEMBER-'.repeat(20);
    const decoder = createHidPosDecoder();
    const outcomes = scanReports({ aim: ']Q1', data: text }, layoutA).flatMap((report) => {
      const buffer = Buffer.from(report);
      const given = decoder.push(buffer, 0);
      buffer.fill(0);
      return given;
    });
    expect(outcomes).toMatchObject([{ result: 'credential', reading: { text } }]);
  });

  it('joins a scan over several reports and gives it once', () => {
    const text = 'MEMBER-'.repeat(20);
    const decoder = createHidPosDecoder();
    const outcomes = scanReports({ aim: ']Q1', data: text }, layoutA).flatMap((report) =>
      decoder.push(report, 0),
    );
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ result: 'credential', reading: { text } });
    expect(decoder.pending()).toBe(false);
  });

  it('drops a scan whose continuation does not come, and reads the next one', () => {
    const decoder = createHidPosDecoder();
    const [first] = scanReports({ aim: ']Q1', data: 'X'.repeat(80) }, layoutA);
    expect(decoder.push(first!, 0)).toEqual([]);
    expect(decoder.pending()).toBe(true);
    expect(decoder.tick(100)).toEqual([]);
    expect(decoder.tick(600)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder.pending()).toBe(false);
    expect(decoder.push(layoutA(ean), 700)).toMatchObject([{ result: 'credential' }]);
  });

  it('never joins the pieces of two scans', () => {
    const decoder = createHidPosDecoder();
    const [first] = scanReports({ aim: ']Q1', data: 'X'.repeat(80) }, layoutA);
    decoder.push(first!, 0);
    expect(decoder.push(layoutA(ean), 10)).toMatchObject([
      { result: 'invalid' },
      { result: 'credential', reading: { text: '4006381333931' } },
    ]);
  });

  it('holds no more than 64 reports of a scan that never ends', () => {
    const decoder = createHidPosDecoder();
    const endless = layoutA({ aim: ']Q1', data: 'X'.repeat(56), continues: true });
    const outcomes = Array.from({ length: 64 }, () => decoder.push(endless, 0)).flat();
    expect(outcomes).toEqual([{ result: 'invalid', reason: 'the scan is too long' }]);
    expect(decoder.pending()).toBe(false);
  });

  it('refuses a payment card in any symbology, and wipes the report', () => {
    for (const aim of [']C0', ']Q1', ']d1', ']X0']) {
      const report = layoutB({ aim, data: '4111111111111111' });
      const [outcome] = createHidPosDecoder().push(report, 0);
      expect(outcome).toEqual({ result: 'refused', reason: 'paymentCard' });
      expect(report.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('refuses a payment card that is spread over two reports', () => {
    const decoder = createHidPosDecoder();
    const data = `${'X'.repeat(50)} 4111111111111111`;
    const outcomes = scanReports({ aim: ']Q1', data }, layoutA).flatMap((report) =>
      decoder.push(report, 0),
    );
    expect(outcomes).toEqual([{ result: 'refused', reason: 'paymentCard' }]);
  });

  it('reads an EAN-13 that passes Luhn by accident, because no payment card is an EAN', () => {
    const outcomes = createHidPosDecoder().push(layoutA({ aim: ']E0', data: '4000000000006' }), 0);
    expect(outcomes).toMatchObject([{ result: 'credential', reading: { gtin: '4000000000006' } }]);
  });

  it('reads a scanner that sends no identifier', () => {
    expect(createHidPosDecoder().push(aimless('4006381333931'), 0)).toMatchObject([
      { result: 'credential', reading: { aim: null, gtin: '4006381333931' } },
    ]);
  });

  it.each([
    ['an acknowledgement', layoutA({ aim: ']Z6', data: 'REVINF\u0006.' })],
    ['a report of nothing', new Uint8Array(64)],
  ])('ignores %s', (_, report) => {
    expect(createHidPosDecoder().push(report, 0)).toMatchObject([{ result: 'ignored' }]);
  });

  it.each([
    ['a length that is too small', 5],
    ['a length that is too great', 20],
    ['a length beyond the report', 200],
  ])('takes no scan from %s', (_, length) => {
    const report = layoutA(ean);
    report[1] = length;
    expect(createHidPosDecoder().push(report, 0)).toMatchObject([{ result: 'invalid' }]);
  });
});
