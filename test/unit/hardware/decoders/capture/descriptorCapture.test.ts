import { describe, expect, it } from 'vitest';
import { decodeCapture } from '../../../../../src/hardware/decoders/capture/decodeCapture.ts';
import { ownOrderDescriptor, ownOrderReport } from '../../../../support/hidDescriptors.ts';
import { layoutA, scanReports } from '../../../../support/hidPosReports.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('decodeCapture with a report descriptor', () => {
  const report = ownOrderReport({ aim: ']E0', data: '4006381333931' });

  it('reads a HID POS report by it, which means nothing without', () => {
    const entry = { id: 1, category: 'hidpos', bytes_hex: hex(report) };
    expect(decodeCapture(entry)).toMatchObject({ result: 'invalid' });
    expect(decodeCapture({ ...entry, descriptor_hex: hex(ownOrderDescriptor) })).toMatchObject({
      id: 1,
      result: 'credential',
      aim: ']E0',
      gtin: '4006381333931',
    });
  });

  it('reads several reports by it, and says where one is missing', () => {
    const text = 'MEMBER/'.padEnd(80, 'ABCDEFGHIJ');
    const reports = scanReports({ aim: ']Q1', data: text }, ownOrderReport).map(hex);
    const entry = { id: 2, category: 'hidpos', descriptor_hex: hex(ownOrderDescriptor) };
    expect(decodeCapture({ ...entry, bytes_hex: reports })).toMatchObject({ text, reports: 2 });
    expect(decodeCapture({ ...entry, bytes_hex: reports.slice(0, 1) })).toMatchObject({
      result: 'incomplete',
    });
  });

  it('refuses a payment card by it, and prints nothing of the number', () => {
    const payment = ownOrderReport({ aim: ']C0', data: '4111111111111111' });
    const result = decodeCapture({
      id: 3,
      category: 'hidpos',
      bytes_hex: hex(payment),
      descriptor_hex: hex(ownOrderDescriptor),
    });
    expect(result).toEqual({ id: 3, result: 'refused', reason: 'paymentCard', must_refuse: true });
  });

  it('goes by the bytes where the descriptor is broken, and refuses what is no hexadecimal', () => {
    const entry = {
      id: 4,
      category: 'hidpos',
      bytes_hex: hex(layoutA({ aim: ']E0', data: '4006381333931' })),
    };
    expect(decodeCapture({ ...entry, descriptor_hex: 'c0c0' })).toMatchObject({
      result: 'credential',
    });
    expect(decodeCapture({ ...entry, descriptor_hex: 'xyz' })).toMatchObject({ result: 'invalid' });
  });
});
