import {
  POST_VOID_REASON_CODE,
  type ReturnLine,
  type SaleBody,
} from '../../../domain/transaction.ts';
import type { Reason } from '../../ui/ReasonChoice.tsx';

/** The reason that is chosen unless somebody chooses another. */
export const USUAL_REASON_CODE = 'unwanted';

/** Why goods come back, for everybody. */
export const returnReasons: readonly Reason[] = [
  { reasonCode: USUAL_REASON_CODE, words: 'Not wanted' },
  { reasonCode: 'damaged', words: 'Damaged' },
  { reasonCode: 'wrongItem', words: 'Wrong item' },
];

/** A whole sale that was a mistake is a PostVoid, and a manager's to undo. */
export const managerReasons: readonly Reason[] = [
  ...returnReasons,
  { reasonCode: POST_VOID_REASON_CODE, words: 'Sold by mistake (all of it)' },
];

/** Whether `lines` are all of a sale: only then is it a PostVoid. */
export function isWhole(sale: SaleBody, lines: readonly ReturnLine[]): boolean {
  return sale.lines.every(
    ({ lineNumber, quantity }) =>
      lines.find((line) => line.lineNumber === lineNumber)?.quantity === quantity,
  );
}
