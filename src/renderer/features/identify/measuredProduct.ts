import type { Measure } from '../../../domain/measureRule.ts';
import type { Currency } from '../../../domain/money.ts';
import type { Product } from '../../../domain/product.ts';

/** A line's description has 200 characters; a name that leaves no room stands alone. */
const LONGEST_NAME = 180;

/**
 * The product as a scale's label sells it: at the printed price, or by the catalogue's price of a kilogram. Half a minor
 * unit is rounded up.
 */
export function measuredProduct(product: Product, measure: Measure, currency: Currency): Product {
  const { kind, amount, decimals } = measure;
  const unitMinor = kind === 'price' ? 10 ** currency.exponent : product.priceMinor;
  return {
    ...product,
    name:
      kind === 'price' || product.name.length > LONGEST_NAME
        ? product.name
        : `${product.name}, ${weightWords(measure)}`,
    priceMinor: Math.floor((amount * unitMinor * 2 + 10 ** decimals) / (2 * 10 ** decimals)),
  };
}

/** A weight in kilograms as the label has it, e.g. "0.432 kg". */
export function weightWords({ amount, decimals }: Measure): string {
  return `${(amount / 10 ** decimals).toFixed(decimals)} kg`;
}
