import { describe, expect, it } from 'vitest';
import { classifyText } from '../../../../../src/hardware/decoders/classifyText.ts';
import { em4100DigitsOf } from '../../../../../src/hardware/decoders/rfid/em4100Uid.ts';
import { createRfidFrameDecoder } from '../../../../../src/hardware/decoders/rfid/rfidFrames.ts';
import type { DecodeOutcome } from '../../../../../src/hardware/decoders/decoded.ts';

const digitsOf = (outcome: DecodeOutcome | undefined): string | null =>
  outcome?.result === 'credential' ? em4100DigitsOf(outcome.reading) : 'no credential';
const typed = (text: string): string | null =>
  digitsOf(classifyText(text, { aim: null, medium: 'reader' }));

describe('em4100DigitsOf', () => {
  it('finds the whole number in what a serial reader sent', () => {
    const frame = Buffer.from('\u000267003B51C6CB\u0003', 'latin1');
    expect(digitsOf(createRfidFrameDecoder().push(frame, 0)[0])).toBe('67003B51C6');
  });

  it.each([
    ['0040856634', '026F6C3A'],
    ['111,27706', '6F6C3A'],
    ['00623,27706', '026F6C3A'],
  ])('finds it in what a keyboard reader typed: %s', (text, digits) => {
    expect(typed(text)).toBe(digits);
  });

  it.each([
    '9999999999',
    '07302202',
    '004335823930',
    '01026F6C3A',
    'K-12345678',
    '8018123456789012345675',
  ])('takes %s for none, which could be something else', (text) => {
    expect(typed(text)).toBeNull();
  });

  it('takes the UID of another chip for none', () => {
    const reading = { gtin: null, aim: null };
    for (const value of ['FB0EE20B', '04A2B3C4D5E680', '900250000023921']) {
      expect(
        em4100DigitsOf({ ...reading, credential: { scheme: 'uid', value }, text: value }),
      ).toBeNull();
    }
  });
});
