import { describe, expect, it } from 'vitest';
import { createSerialFrameDecoder } from '../../../../src/hardware/decoders/serialFrame.ts';

/** STX, `text`, ETX and the check character of `check`. */
function frame(text: string, check: 'none' | 'lrc' | 'bcc'): Uint8Array {
  const data = new TextEncoder().encode(text);
  const xor = data.reduce((sum, byte) => sum ^ byte, check === 'lrc' ? 3 : 0);
  return Uint8Array.of(2, ...data, 3, ...(check === 'none' ? [] : [xor]));
}

describe('createSerialFrameDecoder', () => {
  it.each(['none', 'lrc', 'bcc'] as const)('reads frames with check %s, byte by byte', (check) => {
    const decoder = createSerialFrameDecoder({ check });
    const stream = [0x55, ...frame('2000000017', check), 0x0d, ...frame(']E04006381333931', check)];
    const outcomes = stream.flatMap((byte) => decoder.push(Uint8Array.of(byte), 0));
    expect(outcomes).toMatchObject([
      { reading: { text: '2000000017' } },
      { reading: { gtin: '4006381333931', aim: ']E0' } },
    ]);
    expect(decoder.pending()).toBe(false);
  });

  it('takes a frame with a wrong check character for none', () => {
    const wrong = frame('2000000017', 'lrc');
    wrong[3] = 0x39;
    expect(createSerialFrameDecoder({ check: 'lrc' }).push(wrong, 0)).toEqual([
      { result: 'invalid', reason: 'bad checksum' },
    ]);
  });

  it('refuses the swipe of a payment card and wipes the bytes', () => {
    const bytes = frame('%B4111111111111111^DOE/JANE^3012101?;4111111111111111=3012101?', 'lrc');
    expect(createSerialFrameDecoder({ check: 'lrc' }).push(bytes, 0)).toEqual([
      { result: 'refused', reason: 'paymentCard' },
    ]);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('drops a frame without an end, by silence or by length', () => {
    const decoder = createSerialFrameDecoder({ check: 'none', maximumBytes: 16 });
    decoder.push(Uint8Array.of(2, 0x31), 0);
    expect(decoder.tick(600)).toMatchObject([{ result: 'invalid' }]);
    expect(decoder.push(new Uint8Array(100).fill(0x31, 1).fill(2, 0, 1), 700)).toEqual([
      { result: 'invalid', reason: 'the scan is too long' },
    ]);
  });
});
