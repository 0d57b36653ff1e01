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

  it('reads a weight in kilograms by the customary rule', () => {
    expect(readPriceEmbedded('2154321004327')).toEqual({
      kind: 'weight',
      item: '54321',
      value: 0.432,
    });
  });

  it.each(['0212345008103', '4006381333931', '021234500810', ''])('reads none in %j', (digits) => {
    expect(readPriceEmbedded(digits)).toBeNull();
  });
});
