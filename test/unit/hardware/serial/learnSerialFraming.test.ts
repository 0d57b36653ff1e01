import { describe, expect, it } from 'vitest';
import {
  isReadableBurst,
  learnSerialFraming,
} from '../../../../src/hardware/serial/learnSerialFraming.ts';
import { learnRfidChecksum } from '../../../../src/hardware/decoders/rfid/learnRfidChecksum.ts';
import { em4100Frame } from '../../../support/readerFrames.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const learn = (burst: Uint8Array) => learnSerialFraming([burst, burst, burst]);
const TAG = Uint8Array.of(0x04, 0x00, 0x6c, 0x3a, 0x92);

function framed(data: string, check: 'lrc' | 'bcc' | 'none'): Uint8Array {
  const xor = bytes(data).reduce((sum, byte) => sum ^ byte, check === 'lrc' ? 3 : 0);
  return Uint8Array.of(2, ...bytes(data), 3, ...(check === 'none' ? [] : [xor]));
}

describe('learnSerialFraming', () => {
  it.each([
    ['K12345678\r', 'cr'],
    ['K12345678\n', 'lf'],
    ['K12345678\r\n', 'crlf'],
    ['K12345678', 'idle'],
  ])('learns what ends %j', (text, framing) => {
    expect(learn(bytes(text))).toMatchObject({ ok: true, value: { kind: 'lines', framing } });
  });

  it.each(['lrc', 'bcc', 'none'] as const)('learns the check character: %s', (frameCheck) => {
    expect(learn(framed('K12345678', frameCheck))).toMatchObject({
      ok: true,
      value: { kind: 'framed', frameCheck },
    });
  });

  it.each([
    ['EM4100', [0x0a, 0x02, 0x02, 0x03, 0x0d, 0x56, 0x78]],
    ['MIFARE', [0x09, 0x01, 0x04, 0x02, 0x03, 0xfe]],
  ])('knows the binary frames of a card module by their check: %s', (_, body) => {
    const frame = Uint8Array.of(
      0x02,
      ...body,
      body.reduce((xor, byte) => xor ^ byte, 0),
      0x03,
    );
    const twice = Uint8Array.of(...frame, ...frame);
    expect(learnSerialFraming([frame.slice(), twice, frame.slice()])).toMatchObject({
      ok: true,
      value: { kind: 'rfid' },
    });
  });

  it('learns RFID frames also where a card was held until one was cut off', () => {
    const frame = em4100Frame(TAG);
    const held = Uint8Array.of(...frame, ...frame, ...frame.subarray(0, 5));
    expect(learn(held)).toMatchObject({ ok: true, value: { kind: 'rfid', rfidChecksum: 'xor' } });
  });

  it('learns nothing from presentations that differ', () => {
    const two = learnSerialFraming([bytes('K1234\r'), bytes('K1235\r'), bytes('K1234\r')]);
    expect(two).toMatchObject({ ok: false, error: { reason: 'notReadable' } });
  });

  it.each(['4111111111111111\r', ';4111111111111111=3012101?\r'])(
    'refuses a payment card as such, also in a frame: %j',
    (text) => {
      const lines = learn(bytes(text));
      expect(lines).toMatchObject({ ok: false, error: { reason: 'paymentCard' } });
      expect(learn(framed(text.trim(), 'lrc'))).toMatchObject({
        ok: false,
        error: { reason: 'paymentCard' },
      });
      expect(JSON.stringify(lines)).not.toContain('4111');
    },
  );
});

describe('isReadableBurst', () => {
  it('tells text and frames from what comes out at a wrong speed', () => {
    expect(isReadableBurst(bytes('4006381333931\r'))).toBe(true);
    expect(isReadableBurst(framed('K12345678', 'lrc'))).toBe(true);
    expect(isReadableBurst(em4100Frame(TAG))).toBe(true);
    expect(isReadableBurst(Uint8Array.of(0x80, 0x00, 0xf8, 0x06, 0x1e))).toBe(false);
    expect(isReadableBurst(Uint8Array.of(0x41))).toBe(false);
  });
});

describe('learnRfidChecksum', () => {
  it('says so where two rules agree, and decides by another card', () => {
    const both = em4100Frame(Uint8Array.of(0x01, 0x02, 0x04, 0x08, 0x10));
    expect(learnRfidChecksum([both]).ok).toBe(false);
    expect(learnRfidChecksum([both, em4100Frame(TAG)])).toEqual({ ok: true, value: 'xor' });
  });

  it('knows no rule for a wrong checksum', () => {
    const wrong = em4100Frame(TAG);
    wrong[11] = 0x30 + ((wrong[11]! + 1) % 10);
    expect(learnRfidChecksum([wrong]).ok).toBe(false);
  });
});
