import { describe, expect, it } from 'vitest';
import { clearParityBits, seenParity } from '../../../../src/hardware/decoders/parityBits.ts';
import { createSerialFrameDecoder } from '../../../../src/hardware/decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../../../../src/hardware/decoders/serialLine.ts';
import { withParityBits } from '../../../support/readerFrames.ts';

const TEXT = '4006381333931\r\n';
/** A published test number (Visa). */
const PAYMENT_NUMBER = '4111111111111111';

describe('seenParity', () => {
  it('tells even, odd and mark parity by the highest bits, and the text is what is left', () => {
    for (const [odd, parity] of [
      [0, 'even'],
      [1, 'odd'],
    ] as const) {
      const bytes = withParityBits(TEXT, odd);
      expect(seenParity(bytes)).toBe(parity);
      clearParityBits(bytes);
      expect(Buffer.from(bytes).toString('latin1')).toBe(TEXT);
    }
    expect(seenParity(Uint8Array.from(Buffer.from(TEXT), (byte) => byte | 0x80))).toBe('mark');
  });

  it('sees none in text, in text of eight bits, in noise, and in too little', () => {
    const noise = Uint8Array.from({ length: 64 }, (_, index) => (index * 37) % 256);
    for (const bytes of [Buffer.from(TEXT), Buffer.from('Zürich 4006381'), noise]) {
      expect(seenParity(bytes)).toBe('none');
    }
    expect(seenParity(withParityBits('40\r', 0))).toBe('none');
  });

  it('holds in a frame whose check character is no text', () => {
    expect(seenParity(withParityBits('\u0002K12345678\u0003\u0011', 1))).toBe('odd');
  });
});

describe('a reader that sends a parity bit to a port without one', () => {
  const words = /7 data bits and a parity bit/;

  it.each(['cr', 'lf', 'crlf', 'idle'] as const)('names no card and says why: %s', (framing) => {
    const decoder = createSerialLineDecoder({ framing });
    const outcomes = [
      ...decoder.push(withParityBits(`${PAYMENT_NUMBER}\r\n`, 0), 0),
      ...decoder.tick(1_000),
    ];
    expect(outcomes).toEqual([
      { result: 'invalid', reason: expect.stringMatching(words) as string },
    ]);
  });

  it('names none in a frame either', () => {
    const decoder = createSerialFrameDecoder({ check: 'none' });
    const bytes = Uint8Array.of(2, ...withParityBits('5555555555554444', 1), 3);
    expect(decoder.push(bytes, 0)).toEqual([
      { result: 'invalid', reason: expect.stringMatching(words) as string },
    ]);
  });
});
