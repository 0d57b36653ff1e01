import type { SaleBody, ReturnLine } from '../../../domain/transaction.ts';

/** Why goods come back, in words. */
export interface ReturnReason {
  readonly reasonCode: string;
  readonly words: string;
}

/** The reason that is chosen unless somebody chooses another. */
export const USUAL_REASON_CODE = 'unwanted';

/** Why goods come back, for everybody. */
export const returnReasons: readonly ReturnReason[] = [
  { reasonCode: USUAL_REASON_CODE, words: 'Not wanted' },
  { reasonCode: 'damaged', words: 'Damaged' },
  { reasonCode: 'wrongItem', words: 'Wrong item' },
];

/** A whole sale that was a mistake is a PostVoid, and a manager's to undo. */
export const managerReasons: readonly ReturnReason[] = [
  ...returnReasons,
  { reasonCode: 'postVoid', words: 'Sold by mistake (all of it)' },
];

/** Whether `lines` are all of a sale: only then is it a PostVoid. */
export function isWhole(sale: SaleBody, lines: readonly ReturnLine[]): boolean {
  return sale.lines.every(
    ({ lineNumber, quantity }) =>
      lines.find((line) => line.lineNumber === lineNumber)?.quantity === quantity,
  );
}
