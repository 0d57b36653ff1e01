import { describe, expect, it } from 'vitest';
import { readFdxBFrame } from '../../../../../src/hardware/decoders/rfid/fdxBFrame.ts';
import { createRfidFrameDecoder } from '../../../../../src/hardware/decoders/rfid/rfidFrames.ts';

/** A frame of 26 digits, lowest first, with its two checksum bytes. */
function fdxB(digits: string): Uint8Array {
  const body = new TextEncoder().encode(digits);
  const xor = body.reduce((sum, byte) => sum ^ byte, 0);
  return Uint8Array.of(2, ...body, xor, xor ^ 0xff, 3);
}

const animal = fdxB('171A9253A34830010000000000');

describe('readFdxBFrame', () => {
  it('reads country and number, lowest digit first', () => {
    expect(readFdxBFrame(animal)).toMatchObject({
      ok: true,
      value: { country: 900, tag: '250000023921', animal: true },
    });
  });

  it('takes a frame with any one wrong byte for none', () => {
    for (let at = 0; at < animal.length; at += 1) {
      const wrong = animal.slice();
      wrong[at] = (wrong[at] ?? 0) ^ 0x01;
      expect(readFdxBFrame(wrong).ok).toBe(false);
    }
  });

  it('takes a country or a number out of range for none', () => {
    expect(readFdxBFrame(fdxB('171A9253A3FFF0010000000000')).ok).toBe(false);
    expect(readFdxBFrame(fdxB('FFFFFFFFFF4830010000000000')).ok).toBe(false);
  });

  it('comes out of a stream whatever its two binary checksum bytes look like', () => {
    // The second frame's checksum byte is the end mark of a frame, the third one's its start mark.
    const frames = [
      '171A9253A34830010000000000',
      '171A9253A34830010000000004',
      '171A9253A34830010000000005',
    ];
    const checksums = frames.map((digits) => fdxB(digits)[27]);
    expect(checksums).toEqual([7, 3, 2]);
    const decoder = createRfidFrameDecoder({ repeatMs: 0 });
    const outcomes = frames.flatMap((digits) =>
      [...fdxB(digits)].flatMap((byte) => decoder.push(Uint8Array.of(byte), 0)),
    );
    expect(outcomes.map(({ result }) => result)).toEqual(Array(3).fill('credential'));
  });
});
