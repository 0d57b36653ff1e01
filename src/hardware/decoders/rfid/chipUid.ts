import type { DecodeOutcome } from '../decoded.ts';

/**
 * The outcome of reading a contactless chip's UID (ISO/IEC 14443-3, 6.5.4). A UID of four bytes that starts with 08 is made
 * anew for every read (phones, passports, payment cards), so that it names nobody.
 *
 * @param uid upper-case hexadecimal, first byte first
 */
export function classifyChipUid(uid: string): DecodeOutcome {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{16}|[0-9A-F]{20})$/.test(uid)) {
    return { result: 'invalid', reason: 'the chip gave a number of an unknown length' };
  }
  if (uid.length === 8 && uid.startsWith('08')) {
    return {
      result: 'invalid',
      reason: 'the chip shows another number at every read and names no card',
    };
  }
  if (/^(?:0+|F+)$/.test(uid)) {
    return { result: 'invalid', reason: 'the chip gave no number' };
  }
  return {
    result: 'credential',
    reading: { credential: { scheme: 'uid', value: uid }, gtin: null, aim: null, text: uid },
  };
}
