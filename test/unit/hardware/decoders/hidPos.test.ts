import { describe, expect, it } from 'vitest';
import { createHidPosDecoder } from '../../../../src/hardware/decoders/hidPos.ts';
import { aimless, layoutA, layoutB, scanReports } from '../../../support/hidPosReports.ts';

const ean = { aim: ']E0', data: '4006381333931' };

/** A report of another id than scans have. */
function batteryReport(): Uint8Array {
  const report = new Uint8Array(64);
  report.set([3, 80, 1]);
  return report;
}

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
  });

  it('takes nothing of a scan that was too long for a scan of its own', () => {
    const decoder = createHidPosDecoder();
    const report = { aim: ']Q1', data: 'X'.repeat(56), continues: true };
    for (let sent = 0; sent < 70; sent += 1) {
      decoder.push(layoutA(report), sent);
    }
    expect(decoder.push(layoutA({ aim: ']Q1', data: '4006381333931' }), 70)).toEqual([]);
    expect(decoder.push(layoutA(ean), 71)).toMatchObject([{ result: 'credential' }]);
    decoder.push(layoutA(report), 72);
    expect(decoder.tick(600)).toMatchObject([{ result: 'invalid' }]);
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

  it('reads on across reports of another kind between two of a scan, and across empty ones', () => {
    const text = 'MEMBER-'.repeat(12);
    const [first, second] = scanReports({ aim: ']Q1', data: text }, layoutA);
    const battery = batteryReport();
    const decoder = createHidPosDecoder();
    expect(decoder.push(first!, 0)).toEqual([]);
    expect(decoder.push(battery, 1)).toMatchObject([{ result: 'ignored' }]);
    expect(decoder.push(new Uint8Array(64), 2)).toMatchObject([{ result: 'ignored' }]);
    expect(decoder.push(second!, 3)).toMatchObject([{ result: 'credential', reading: { text } }]);
    expect(decoder.push(battery, 4)).toMatchObject([{ result: 'invalid' }]);
  });

  it('is not kept waiting by reports of another kind', () => {
    const decoder = createHidPosDecoder();
    decoder.push(layoutA({ aim: ']Q1', data: 'X'.repeat(56), continues: true }), 0);
    for (let atMs = 100; atMs < 500; atMs += 100) {
      decoder.push(batteryReport(), atMs);
    }
    expect(decoder.push(batteryReport(), 500)).toMatchObject([
      { result: 'invalid', reason: 'the scan broke off: scan again' },
      { result: 'invalid' },
    ]);
  });

  it('ends a scan of exactly one report by an empty one that follows, and ignores a report of no length', () => {
    const data = 'X'.repeat(56);
    const decoder = createHidPosDecoder();
    expect(decoder.push(layoutA({ aim: ']Q1', data: '' }), 0)).toMatchObject([
      { result: 'ignored' },
    ]);
    expect(decoder.push(layoutA({ aim: ']Q1', data, continues: true }), 1)).toEqual([]);
    expect(decoder.push(layoutA({ aim: ']Q1', data: '' }), 2)).toMatchObject([
      { result: 'credential', reading: { text: data } },
    ]);
  });

  it.each([
    [']Z6', 'REVINF\u0006.'],
    [']Z6', 'MATMCF0\u0015.'],
    [']X0', 'MATMCF1\u0006.'],
    [']X0', 'BADCMD\u0005.'],
    [']X0', 'PAPHHF\u0006!'],
    [']X0', '\u0006'],
  ])('takes the answer to a command under %s for no scan: %j', (aim, data) => {
    for (const report of [layoutA({ aim, data }), layoutB({ aim, data })]) {
      expect(createHidPosDecoder().push(report, 0)).toMatchObject([{ result: 'ignored' }]);
    }
  });
});
