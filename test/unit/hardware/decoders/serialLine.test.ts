import { describe, expect, it } from 'vitest';
import type { DecodeOutcome } from '../../../../src/hardware/decoders/decoded.ts';
import { createSerialLineDecoder } from '../../../../src/hardware/decoders/serialLine.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (outcomes: readonly DecodeOutcome[]): string[] =>
  outcomes.map((outcome) =>
    outcome.result === 'credential' ? outcome.reading.text : `${outcome.result}: ${outcome.reason}`,
  );

describe('createSerialLineDecoder', () => {
  it.each([
    ['cr', '2000000017\r'],
    ['lf', '2000000017\n'],
    ['crlf', '2000000017\r\n'],
    ['cr', '2000000017\r\n'],
    ['lf', '2000000017\r\n'],
  ] as const)('ends a scan by %s in %j', (framing, line) => {
    const decoder = createSerialLineDecoder({ framing });
    expect(texts(decoder.push(bytes(line + line), 0))).toEqual(['2000000017', '2000000017']);
    expect(decoder.tick(10_000)).toEqual([]);
  });

  it('ends a scan by silence where nothing else ends it', () => {
    const decoder = createSerialLineDecoder({ framing: 'idle' });
    expect(decoder.push(bytes('20000'), 0)).toEqual([]);
    expect(decoder.push(bytes('00017'), 60)).toEqual([]);
    expect(decoder.tick(100)).toEqual([]);
    expect(texts(decoder.tick(140))).toEqual(['2000000017']);
    expect(decoder.pending()).toBe(false);
  });

  it('parts two scans by the silence between them even when no tick came', () => {
    const decoder = createSerialLineDecoder({ framing: 'idle' });
    decoder.push(bytes('2000000017'), 0);
    expect(texts(decoder.push(bytes('2000000024'), 1000))).toEqual(['2000000017']);
  });

  it('takes prefix and suffix off, and the AIM identifier behind the prefix', () => {
    const decoder = createSerialLineDecoder({ framing: 'cr', prefix: '\u0002', suffix: '\u0003' });
    expect(decoder.push(bytes('\u0002]E04006381333931\u0003\r'), 0)).toMatchObject([
      { reading: { aim: ']E0', gtin: '4006381333931' } },
    ]);
  });

  it('keeps GS as data', () => {
    const decoder = createSerialLineDecoder({ framing: 'crlf' });
    expect(decoder.push(bytes(']C110ABC\u001d8018123456789012345675\r\n'), 0)).toMatchObject([
      { reading: { credential: { scheme: 'gsrn', value: '123456789012345675' } } },
    ]);
  });

  it.each(['20000\u000000017\r', '20000\u001b00017\r', '2000\u007f00017\r'])(
    'takes noise of a wrong line speed for no scan: %j',
    (line) => {
      const decoder = createSerialLineDecoder({ framing: 'cr' });
      expect(decoder.push(bytes(line), 0)).toMatchObject([{ result: 'invalid' }]);
    },
  );

  it('drops what is never ended, and reads the next scan whole', () => {
    const decoder = createSerialLineDecoder({ framing: 'cr' });
    decoder.push(bytes('20000'), 0);
    expect(decoder.tick(600)).toMatchObject([{ result: 'invalid' }]);
    expect(texts(decoder.push(bytes('2000000024\r'), 700))).toEqual(['2000000024']);
  });

  it('drops an overlong scan once and up to its end', () => {
    const decoder = createSerialLineDecoder({ framing: 'cr', maximumBytes: 32 });
    const outcomes = texts(decoder.push(bytes(`${'9'.repeat(500)}\r2000000017\r`), 0));
    expect(outcomes).toEqual(['invalid: the scan is too long', '2000000017']);
  });

  it('refuses a payment card, wipes the bytes it came in, and reads the next scan', () => {
    const decoder = createSerialLineDecoder({ framing: 'cr' });
    const piece = bytes('4111111111111111\r2000000017\r');
    expect(decoder.push(piece, 0)).toMatchObject([
      { result: 'refused', reason: 'paymentCard' },
      { result: 'credential' },
    ]);
    expect(piece.every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a swipe of a payment card over serial', () => {
    const decoder = createSerialLineDecoder({ framing: 'cr' });
    expect(decoder.push(bytes(';5555555555554444=30121010000?\r'), 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
  });
});
