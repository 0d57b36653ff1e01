import { describe, expect, it } from 'vitest';
import { decodeTyped } from '../../../../src/hardware/decoders/typed.ts';

describe('decodeTyped', () => {
  it.each(['2000000017', '2000 0000 17', ' 2000-0000-17 ', '2000–0000–17', '２０００００００１７'])(
    'reads %j as the number it is',
    (text) => {
      expect(decodeTyped(text)).toMatchObject({
        result: 'credential',
        reading: { credential: { scheme: 'number', value: '2000000017' }, aim: null },
      });
    },
  );

  it.each(['4006381333931', '4 006381 333931'])('knows the product %j', (text) => {
    expect(decodeTyped(text)).toMatchObject({ reading: { gtin: '4006381333931' } });
  });

  it('knows no product by a wrong check digit', () => {
    expect(decodeTyped('4006381333933')).toMatchObject({ reading: { gtin: null } });
  });

  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111–1111–1111–1111',
    '41 11 11 11 11 11 11 11',
    '4111  1111  1111  1111',
    '４１１１１１１１１１１１１１１１',
    '378282246310005',
    '30569309025904',
    '4222222222222',
    'card 5555 5555 5555 4444 please',
  ])('refuses the payment card %j', (text) => {
    expect(decodeTyped(text)).toEqual({ result: 'refused', reason: 'paymentCard' });
  });

  it('reads an EAN-13 that passes Luhn by accident: payment cards of 13 digits are issued no more', () => {
    expect(decodeTyped('4000000000006')).toMatchObject({ reading: { gtin: '4000000000006' } });
  });

  it('reads a member number in a payment range whose Luhn digit is wrong', () => {
    expect(decodeTyped('6009050000000000')).toMatchObject({ result: 'credential' });
  });

  it.each(['', '   ', '---', '12#34', '9'.repeat(129)])('takes %j for no number', (text) => {
    expect(decodeTyped(text)).toMatchObject({ result: 'invalid' });
  });
});
