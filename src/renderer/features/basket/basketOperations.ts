import { MAXIMUM_BASKET_LINES, type BasketLine } from '../../../domain/basket.ts';
import { MAXIMUM_AMOUNT_MINOR } from '../../../domain/money.ts';
import type { Product } from '../../../domain/product.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';

/** The most of one thing that a line may carry. */
export const MAXIMUM_QUANTITY = 9999;

/** What is new on a line before it has a number. */
export type NewLine = Omit<BasketLine, 'lineNumber'>;

/** A line of one product. */
export function lineOfProduct(product: Product): NewLine {
  return {
    productId: product.productId,
    categoryId: product.categoryId,
    description: product.name,
    quantity: 1,
    unitPriceMinor: product.priceMinor,
  };
}

/** Adds a line, or one more to the line that already has the same product at the same price. */
export function addLine(
  lines: readonly BasketLine[],
  line: NewLine,
): Result<readonly BasketLine[], string> {
  const same = lines.find(
    (candidate) =>
      line.productId !== null &&
      candidate.productId === line.productId &&
      candidate.unitPriceMinor === line.unitPriceMinor,
  );
  if (same !== undefined) {
    return withQuantity(lines, same.lineNumber, same.quantity + line.quantity);
  }
  if (lines.length >= MAXIMUM_BASKET_LINES) {
    return fail(`A sale has at most ${MAXIMUM_BASKET_LINES} lines. Approve it and start another.`);
  }
  const lineNumber = lines.reduce((highest, each) => Math.max(highest, each.lineNumber), 0) + 1;
  return withinRange([...lines, { ...line, lineNumber }]);
}

/** Sets a line's quantity, 1 to 9999. */
export function withQuantity(
  lines: readonly BasketLine[],
  lineNumber: number,
  quantity: number,
): Result<readonly BasketLine[], string> {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > MAXIMUM_QUANTITY) {
    return fail(`A quantity is 1 to ${MAXIMUM_QUANTITY}.`);
  }
  return withinRange(
    lines.map((line) => (line.lineNumber === lineNumber ? { ...line, quantity } : line)),
  );
}

/** The lines without one of them. */
export function withoutLine(
  lines: readonly BasketLine[],
  lineNumber: number,
): readonly BasketLine[] {
  return lines.filter((line) => line.lineNumber !== lineNumber);
}

/** Puts a removed line back where it was, unless its number was taken meanwhile. */
export function withLineBack(
  lines: readonly BasketLine[],
  line: BasketLine,
): readonly BasketLine[] {
  const others = withoutLine(lines, line.lineNumber);
  return [...others, line].sort((a, b) => a.lineNumber - b.lineNumber);
}

/** The lines numbered 1, 2, 3, … as a transaction carries them. */
export function renumbered(lines: readonly BasketLine[]): readonly BasketLine[] {
  return lines.map((line, index) => ({ ...line, lineNumber: index + 1 }));
}

function withinRange(lines: readonly BasketLine[]): Result<readonly BasketLine[], string> {
  const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  return total > MAXIMUM_AMOUNT_MINOR
    ? fail('The amount is too large for one sale. Check what was keyed in.')
    : ok(lines);
}
