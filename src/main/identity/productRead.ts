import { readMeasure, type Measure, type MeasureRule } from '../../domain/measureRule.ts';

/** A product that was read: by which GTIN the catalogue knows it, and what a scale's label says of the piece at hand. */
export interface ProductRead {
  readonly kind: 'product';
  readonly gtin: string;
  readonly measure?: Measure;
}

/** The product of a GTIN of 8 to 14 digits that no label of a scale carries. */
export function plainProduct(gtin: string): ProductRead {
  return { kind: 'product', gtin: gtin.padStart(14, '0') };
}

/** What the label of a scale with this GTIN says by `rules`; null where it is no such label. */
export function measuredRead(rules: readonly MeasureRule[], gtin: string): ProductRead | null {
  const gtin14 = gtin.padStart(14, '0');
  const found =
    gtin.length >= 12 && gtin14.startsWith('0') ? readMeasure(rules, gtin14.slice(1)) : null;
  return found === null
    ? null
    : { kind: 'product', gtin: found.itemEan.padStart(14, '0'), measure: found.measure };
}
