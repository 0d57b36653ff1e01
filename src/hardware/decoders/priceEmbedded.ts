import { hasGs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';

/** What a store-printed EAN-13 carries besides the item. */
export interface EmbeddedMeasure {
  readonly kind: 'price' | 'weight';
  /** The item's number without prefix, measure and check digit. */
  readonly item: string;
  /** In the programme's currency, or in kilograms. */
  readonly value: number;
}

/** How a chain prints measures into EAN-13 of restricted circulation (GS1 General Specifications 2.1.12). */
export interface EmbeddedMeasureRule {
  readonly prefix: string;
  readonly kind: EmbeddedMeasure['kind'];
  readonly itemDigits: number;
  /** Decimal places of the digits between the item and the check digit. */
  readonly decimals: number;
}

/** What most point-of-sale systems are delivered with; every chain has its own. */
const customary: readonly EmbeddedMeasureRule[] = [
  { prefix: '02', kind: 'price', itemDigits: 5, decimals: 2 },
  { prefix: '23', kind: 'price', itemDigits: 5, decimals: 2 },
  { prefix: '21', kind: 'weight', itemDigits: 5, decimals: 3 },
];

/** The measure in `digits` by the first rule whose prefix fits; null where none does or it is no EAN-13. */
export function readPriceEmbedded(
  digits: string,
  rules: readonly EmbeddedMeasureRule[] = customary,
): EmbeddedMeasure | null {
  const rule = rules.find(({ prefix }) => digits.startsWith(prefix));
  if (rule === undefined || digits.length !== 13 || !hasGs1CheckDigit(digits)) {
    return null;
  }
  const itemEnd = rule.prefix.length + rule.itemDigits;
  return {
    kind: rule.kind,
    item: digits.slice(rule.prefix.length, itemEnd),
    value: Number(digits.slice(itemEnd, -1)) / 10 ** rule.decimals,
  };
}
