import { describe, expect, it } from 'vitest';
import {
  cardNameOf,
  isAnswerToReset,
} from '../../../../../src/hardware/decoders/pcsc/answerToReset.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('answers to reset', () => {
  it.each([
    ['3B00', 'without historical bytes'],
    ['3B8180018080', 'of a contactless card of part 4'],
    ['3B8F8001804F0CA000000306030001000000006A', 'of a storage card'],
    ['3B8C800150122345561253544E3381C355', 'of a card of type B'],
    ['3B6700002920006F789000', 'whose historical bytes end like a status'],
  ])('are known by their structure: %s, %s', (hex) => {
    expect(isAnswerToReset(bytesOf(hex))).toBe(true);
  });

  it.each([
    ['3B1122339000', 'a UID that starts like one'],
    ['3B8180018080FF', 'a byte too many'],
    ['3B81800180', 'a byte too few'],
    ['04A2B3C4D5E6809000', 'a UID'],
    ['3B', 'cut off'],
    ['', 'nothing'],
  ])('are not: %s, %s', (hex) => {
    expect(isAnswerToReset(bytesOf(hex))).toBe(false);
  });

  it('name the card', () => {
    expect(cardNameOf('3B8F8001804F0CA00000030611003B0000000042')).toBe('FeliCa');
    expect(cardNameOf('3B8180018080')).toBe('MIFARE DESFire');
    expect(cardNameOf('3B00')).toBeNull();
  });
});
