import { readMeasure, type Measure, type MeasureRule } from '../../domain/measureRule.ts';

/** A product that was read: by which GTIN the catalogue knows it, and what a scale's label says of the piece at hand. */
export interface ProductRead {
  readonly kind: 'product';
  readonly gtin: string;
  readonly measure?: Measure;
}

/** The product of a GTIN of 8 to 14 digits under this shop's rules for labels of scales. */
export function productRead(rules: readonly MeasureRule[], gtin: string): ProductRead {
  const gtin14 = gtin.padStart(14, '0');
  const found =
    gtin.length >= 12 && gtin14.startsWith('0') ? readMeasure(rules, gtin14.slice(1)) : null;
  return found === null
    ? { kind: 'product', gtin: gtin14 }
    : { kind: 'product', gtin: found.itemEan.padStart(14, '0'), measure: found.measure };
}
