import type { SaleBody, ReturnLine } from '../../../domain/transaction.ts';

/** Why goods come back. A whole sale that was a mistake is a PostVoid. */
export const returnReasons = [
  { reasonCode: 'unwanted', words: 'Not wanted' },
  { reasonCode: 'damaged', words: 'Damaged' },
  { reasonCode: 'wrongItem', words: 'Wrong item' },
  { reasonCode: 'postVoid', words: 'Sold by mistake (all of it)' },
] as const;

/** Whether `lines` are all of a sale: only then is it a PostVoid. */
export function isWhole(sale: SaleBody, lines: readonly ReturnLine[]): boolean {
  return sale.lines.every(
    ({ lineNumber, quantity }) =>
      lines.find((line) => line.lineNumber === lineNumber)?.quantity === quantity,
  );
}
