import { describe, expect, it } from 'vitest';
import { measuredProduct } from '../../../../../src/renderer/features/identify/measuredProduct.ts';
import { loaf } from '../../../../support/rendererHarness/till.ts';

const euro = { code: 'EUR', exponent: 2 };
const yen = { code: 'JPY', exponent: 0 };

describe('a product on a scale’s label', () => {
  it('costs what the label says, in any currency', () => {
    const label = { kind: 'price', amount: 250, decimals: 2 } as const;
    expect(measuredProduct(loaf, label, euro)).toEqual({ ...loaf, priceMinor: 250 });
    expect(measuredProduct(loaf, { ...label, decimals: 0 }, yen).priceMinor).toBe(250);
    expect(measuredProduct(loaf, { ...label, decimals: 0 }, euro).priceMinor).toBe(25_000);
  });

  it('costs the catalogue’s price of a kilogram times the weight, half a cent rounded up', () => {
    const cheese = { ...loaf, name: 'Cheese', priceMinor: 1250 };
    const label = { kind: 'weight', amount: 434, decimals: 3 } as const;
    expect(measuredProduct(cheese, label, euro)).toEqual({
      ...cheese,
      name: 'Cheese, 0.434 kg',
      priceMinor: 543,
    });
    expect(measuredProduct(cheese, { ...label, amount: 433 }, euro).priceMinor).toBe(541);
  });

  it('keeps a long name as it is, for a line’s description has an end', () => {
    const long = { ...loaf, name: 'x'.repeat(195) };
    expect(measuredProduct(long, { kind: 'weight', amount: 1, decimals: 3 }, euro).name).toBe(
      long.name,
    );
  });
});
