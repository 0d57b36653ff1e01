import { checkedAmountMinor } from './money.ts';

/** The most lines one sale may have: keeps a transaction a small record. */
export const MAXIMUM_BASKET_LINES = 200;

/** One line of a sale. Amounts are minor units of the programme's currency, tax included. */
export interface BasketLine {
  /** 1, 2, 3, … in the order of entry; unique within a sale. */
  readonly lineNumber: number;
  /** Null where the cashier keyed an amount without a product. */
  readonly productId: string | null;
  readonly categoryId: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** What a line costs: quantity × unit price, in minor units. */
export function lineAmountMinor(line: BasketLine): number {
  return checkedAmountMinor(line.quantity * line.unitPriceMinor);
}

/** What the basket costs before redemption, in minor units. */
export function basketTotalMinor(lines: readonly BasketLine[]): number {
  return checkedAmountMinor(lines.reduce((sum, line) => sum + lineAmountMinor(line), 0));
}
