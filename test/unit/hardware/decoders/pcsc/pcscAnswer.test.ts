import { describe, expect, it } from 'vitest';
import {
  classifyPcscAnswer,
  readPcscAnswer,
} from '../../../../../src/hardware/decoders/pcsc/pcscAnswer.ts';

const outcomeOf = (hex: string): unknown => {
  const answer = readPcscAnswer(Uint8Array.from(Buffer.from(hex, 'hex')));
  return answer.ok ? classifyPcscAnswer(answer.value) : answer.error;
};

describe('PC/SC answers', () => {
  it.each([
    ['bare', 'FB0EE20B9000', 'FB0EE20B'],
    ['in a CCID block', '80090000000001028100' + '04A2B3C4D5E680' + '9000', '04A2B3C4D5E680'],
  ])('give the UID: %s', (_, hex, uid) => {
    expect(outcomeOf(hex)).toMatchObject({
      reading: { credential: { scheme: 'uid', value: uid } },
    });
  });

  it('report the error of a card', () => {
    expect(outcomeOf('6300')).toMatchObject({ result: 'invalid' });
  });

  it('name the card by its answer to reset', () => {
    const bytes = Buffer.from('3B8F8001804F0CA000000306030001000000006A', 'hex');
    expect(readPcscAnswer(bytes)).toMatchObject({ value: { cardName: 'MIFARE Classic 1K' } });
  });

  it.each([
    ['its number', '70095A084111111111111111' + '9000'],
    ['its track 2', '57114111111111111111D30122010000000000000F' + '9000'],
    ['its number as text', Buffer.from('4111111111111111').toString('hex')],
  ])('refuse a payment card by %s', (_, hex) => {
    expect(outcomeOf(hex)).toEqual({ result: 'refused', reason: 'paymentCard' });
  });

  it('say where a length disagrees or nothing came', () => {
    expect(outcomeOf('800900000000010281FF00')).toBe('a length that disagrees with the data');
    expect(outcomeOf('')).toBe('an answer without data');
  });
});
