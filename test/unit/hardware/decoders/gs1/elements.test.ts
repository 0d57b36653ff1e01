import { describe, expect, it } from 'vitest';
import { classifyText } from '../../../../../src/hardware/decoders/classifyText.ts';
import { parseDigitalLink } from '../../../../../src/hardware/decoders/gs1/digitalLink.ts';
import { parseElementString } from '../../../../../src/hardware/decoders/gs1/elementString.ts';

const elementsOf = (text: string): unknown => {
  const parsed = parseElementString(text);
  return parsed.ok ? Object.fromEntries(parsed.value) : parsed.error;
};

describe('parseElementString', () => {
  it.each([
    ['a measure whose fourth digit is the decimal point', '3103001234', { '3103': '001234' }],
    ['an amount of variable length', '3922599\u001d1012', { '3922': '599', '10': '12' }],
    ['a location', '4144006381333931', { '414': '4006381333931' }],
    ['a leading FNC1', '\u001d10ABC', { '10': 'ABC' }],
    [
      'a separator behind a predefined length',
      '11250101\u001d10ABC',
      { '11': '250101', '10': 'ABC' },
    ],
    ['{GS} for GS', '10ABC{GS}17251231', { '10': 'ABC', '17': '251231' }],
    ['identifiers in brackets', '(01)03453120000011(10)AB', { '01': '03453120000011', '10': 'AB' }],
    ['a day of 00', '17251200', { '17': '251200' }],
    ['an asset with a serial number', '80030345312000001112AB', { '8003': '0345312000001112AB' }],
  ])('reads %s', (_, text, elements) => {
    expect(elementsOf(text)).toEqual(elements);
  });

  it.each([
    ['0103453120000012', 'bad check digit'],
    ['8018123456789012345676', 'bad check digit'],
    ['17251331', 'no such date'],
    ['0103453', 'too short for its application identifier'],
    ['10', 'too short for its application identifier'],
    [`10${'A'.repeat(21)}`, 'too long for its application identifier'],
    ['1012\u001d1013', 'an application identifier twice'],
    ['05123', 'unknown application identifier'],
    ['10AB^C', 'illegal character'],
    ['', 'empty GS1 data'],
    ['\u001d', 'empty GS1 data'],
  ])('says why %j is none: %s', (text, error) => {
    expect(elementsOf(text)).toBe(error);
  });
});

describe('parseDigitalLink', () => {
  const linkOf = (text: string): unknown => {
    const parsed = parseDigitalLink(text);
    return parsed === null ? null : parsed.ok ? Object.fromEntries(parsed.value) : parsed.error;
  };

  it.each([
    [
      'https://id.gs1.org/01/09506000134352/10/ABC/21/1%2F2?17=251231',
      { '01': '09506000134352', '10': 'ABC', '21': '1/2', '17': '251231' },
    ],
    ['HTTPS://EXAMPLE.COM/SOME/PATH/8018/123456789012345675', { '8018': '123456789012345675' }],
    ['http://example.com/01/9506000134352', { '01': '09506000134352' }],
    [
      'https://example.com/01/12312312312333?99=TEST&utm=x',
      { '01': '12312312312333', '99': 'TEST' },
    ],
  ])('reads %s', (text, elements) => {
    expect(linkOf(text)).toEqual(elements);
  });

  it.each([
    'https://example.com/',
    'https://example.com/about/us',
    'ftp://a/01/09506000134352',
    'text',
    '',
  ])('takes %j for no Digital Link', (text) => {
    expect(linkOf(text)).toBeNull();
  });

  it.each([
    ['https://example.com/01/09506000134353', 'bad check digit'],
    ['https://example.com/01/%E0%A4%A', 'illegal character'],
  ])('says why %s is wrong', (text, error) => {
    expect(linkOf(text)).toBe(error);
  });
});

describe('a payment number in the address of a Digital Link', () => {
  const number = '4111111111111111';
  const escaped = '%34' + number.slice(1);

  // The first three were found by fuzzing.
  it.each([
    `https://shop.example/${number}/01/09506000134352`,
    `https://${number}.example/01/09506000134352`,
    `https://shop.example/01/09506000134352?99=A#${number}`,
    `https://shop.example/01/09506000134352?card=${number}`,
    `https://shop.example/?card=${escaped}`,
    `https://shop.example/01/09506000134352/21/${escaped}`,
  ])('is refused: %s', (text) => {
    expect(classifyText(text, { aim: null, medium: 'reader' })).toEqual({
      result: 'refused',
      reason: 'paymentCard',
    });
  });

  it('is not seen in a key that has a check digit of its own', () => {
    // Luhn-valid and in the range of Visa, and a GTIN all the same.
    const text = 'https://id.gs1.org/01/4000000000006';
    expect(classifyText(text, { aim: null, medium: 'reader' })).toMatchObject({
      reading: { gtin: '04000000000006' },
    });
  });
});

describe('elements as credentials', () => {
  it.each([
    [']C18018123456789012345675', { scheme: 'gsrn', value: '123456789012345675' }],
    ['8018123456789012345675', { scheme: 'gsrn', value: '123456789012345675' }],
    ['https://a/8018/123456789012345675/8019/7', { scheme: 'gsrn', value: '123456789012345675.7' }],
  ])('take the relation number of %s for the card', (text, credential) => {
    expect(classifyText(text, { aim: null, medium: 'reader' })).toMatchObject({
      reading: { credential },
    });
  });

  it('take a product for no card', () => {
    expect(classifyText(']d2010345312000001110AB', { aim: null, medium: 'reader' })).toMatchObject({
      reading: { credential: null, gtin: '03453120000011' },
    });
  });

  it('refuse a payment number behind a key that has a check digit of its own', () => {
    const text = ']C125340063813339314111111111111111';
    expect(classifyText(text, { aim: null, medium: 'reader' })).toEqual({
      result: 'refused',
      reason: 'paymentCard',
    });
  });
});
