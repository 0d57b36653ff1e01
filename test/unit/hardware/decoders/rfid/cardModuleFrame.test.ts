import { describe, expect, it } from 'vitest';
import { readCardModuleFrame } from '../../../../../src/hardware/decoders/rfid/cardModuleFrame.ts';
import { createRfidFrameDecoder } from '../../../../../src/hardware/decoders/rfid/rfidFrames.ts';

const em4100 = Uint8Array.of(0x02, 0x0a, 0x02, 0x2e, 0x00, 0xb6, 0xd7, 0xb5, 0xf2, 0x03);
const mifare = Uint8Array.of(0x02, 0x09, 0x01, 0xfb, 0x0e, 0x02, 0x0b, 0xf4, 0x03);

describe('the binary frames of card reader modules', () => {
  it('give an EM4100 number and a MIFARE UID, cut anywhere, control bytes among the number', () => {
    const stream = [...em4100, ...mifare];
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const decoder = createRfidFrameDecoder();
      const outcomes = [stream.slice(0, cut), stream.slice(cut)].flatMap((piece) =>
        decoder.push(Uint8Array.from(piece), 0),
      );
      expect(outcomes).toMatchObject([
        { reading: { credential: { scheme: 'uid', value: 'B6D7B5' } } },
        { reading: { credential: { scheme: 'uid', value: 'FB0E020B' } } },
      ]);
    }
  });

  it('give no other card for any single wrong bit', () => {
    for (let bit = 0; bit < em4100.length * 8; bit += 1) {
      const wrong = em4100.slice();
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readCardModuleFrame(wrong).ok, `bit ${String(bit)}`).toBe(false);
    }
  });

  it('are refused where the type is not known', () => {
    const frame = em4100.slice();
    frame[2] = 0x07;
    expect(readCardModuleFrame(frame)).toMatchObject({ ok: false });
  });
});
