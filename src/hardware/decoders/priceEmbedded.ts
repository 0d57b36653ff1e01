import { readMeasure, type MeasureRule } from '../../domain/measureRule.ts';

/** What a store-printed EAN-13 carries besides the item. */
export interface EmbeddedMeasure {
  readonly kind: 'price' | 'weight';
  /** The item's number without prefix, measure and check digit. */
  readonly item: string;
  /** In the programme's currency, or in kilograms. */
  readonly value: number;
}

const rule = { itemDigits: 5, verifierDigits: 0 } as const;

/** What most point-of-sale systems are delivered with; every chain has its own. */
const customary: readonly MeasureRule[] = [
  { ...rule, kind: 'price', prefix: '02', decimals: 2 },
  { ...rule, kind: 'price', prefix: '23', decimals: 2 },
  { ...rule, kind: 'weight', prefix: '21', decimals: 3 },
];

/** The measure in `digits` of a capture by the customary rules, for support; a till goes by the rules that it was given. */
export function readPriceEmbedded(digits: string): EmbeddedMeasure | null {
  const found = readMeasure(customary, digits);
  return found === null
    ? null
    : {
        kind: found.measure.kind,
        item: found.item,
        value: found.measure.amount / 10 ** found.measure.decimals,
      };
}
