import { describe, expect, it } from 'vitest';
import { readPriceEmbedded } from '../../../../src/hardware/decoders/priceEmbedded.ts';

describe('readPriceEmbedded', () => {
  it('reads a price by the customary rule', () => {
    expect(readPriceEmbedded('0212345008102')).toEqual({
      kind: 'price',
      item: '12345',
      value: 8.1,
    });
  });

  it('reads a weight by the rule of the chain', () => {
    const rules = [{ prefix: '4006', kind: 'weight', itemDigits: 3, decimals: 3 }] as const;
    expect(readPriceEmbedded('4006381333931', rules)).toEqual({
      kind: 'weight',
      item: '381',
      value: 33.393,
    });
  });

  it.each(['0212345008103', '4006381333931', '021234500810', ''])('reads none in %j', (digits) => {
    expect(readPriceEmbedded(digits)).toBeNull();
  });
});
