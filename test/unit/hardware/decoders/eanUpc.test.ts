import { describe, expect, it } from 'vitest';
import { expandUpcE, gtinOf, readEanUpc } from '../../../../src/hardware/decoders/eanUpc.ts';

describe('expandUpcE', () => {
  // The examples of the General Specifications for each place where zeros are taken out.
  it.each([
    ['01234505', '012000003455'],
    ['04252614', '042100005264'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
    ['01234565', '012345000065'],
  ])('puts the zeros of %s back', (symbol, number) => {
    expect(expandUpcE(symbol)).toBe(number);
  });

  it.each(['01234504', '21234505', '0123450', ''])('takes %j for no UPC-E', (symbol) => {
    expect(expandUpcE(symbol)).toBeNull();
  });
});

describe('readEanUpc', () => {
  it.each([
    [']E0', '4006381333931', 'EAN13', '4006381333931'],
    [']E0', '0416000336108', 'UPCA', '416000336108'],
    [']E0', '416000336108', 'UPCA', '416000336108'],
    [']E0', '04252614', 'UPCE', '042100005264'],
    [']E4', '02345673', 'EAN8', '02345673'],
  ])('reads %s%s as %s', (aim, text, symbology, digits) => {
    expect(readEanUpc(aim, text)).toEqual({
      ok: true,
      value: { symbology, digits, supplement: '', elements: null },
    });
  });

  it.each([
    ['0012345678950]E112', { digits: '012345678950', supplement: '12', elements: null }],
    ['416000336108]E212345', { digits: '416000336108', supplement: '12345' }],
    [
      '2112345678900|]e099COMP\u001d98XYZ',
      {
        elements: new Map([
          ['99', 'COMP'],
          ['98', 'XYZ'],
        ]),
      },
    ],
    ['0512345678900]C181010123451297', { elements: new Map([['8101', '0123451297']]) }],
  ])('reads the second message behind %s', (text, value) => {
    expect(readEanUpc(']E0', text)).toMatchObject({ ok: true, value });
  });

  it.each([
    ['0012345678950]E11', 'wrong number of digits for a supplement'],
    ['2112345678901|]e099COMP', 'bad check digit'],
    ['2112345678900|]e05COMP', 'unknown application identifier'],
  ])('says why %s is wrong', (text, error) => {
    expect(readEanUpc(']E0', text)).toEqual({ ok: false, error });
  });

  it('parts a supplement from its symbol', () => {
    expect(readEanUpc(']E3', '400638133393112345')).toMatchObject({
      value: { digits: '4006381333931', supplement: '12345' },
    });
  });

  it.each([
    [']E0', '4006381333932', 'bad check digit'],
    [']E4', '02345674', 'bad check digit'],
    [']E4', '0234567', 'wrong number of digits for an EAN/UPC symbol'],
    [']E0', '40063813339', 'wrong number of digits for an EAN/UPC symbol'],
    [']E0', '400638133393X', 'illegal character in an EAN/UPC symbol'],
    [']E0', '', 'illegal character in an EAN/UPC symbol'],
    [']E1', '12', 'a supplement without its EAN/UPC symbol'],
  ])('says why %s%s is none', (aim, text, error) => {
    expect(readEanUpc(aim, text)).toEqual({ ok: false, error });
  });
});

describe('gtinOf', () => {
  it.each(['02345673', '416000336108', '4006381333931', '03453120000011'])('knows %s', (digits) => {
    expect(gtinOf(digits)).toBe(digits);
  });

  it.each(['4006381333932', '0000000000000', '123456789012345675', '400638133393a', ''])(
    'takes %j for none',
    (digits) => {
      expect(gtinOf(digits)).toBeNull();
    },
  );
});
