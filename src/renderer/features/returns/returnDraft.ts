import type { Programme } from '../../../domain/programme.ts';
import { reverseSale, type Reversal } from '../../../domain/reversal.ts';
import type { ReturnDraft, ReturnLine } from '../../../domain/transaction.ts';
import type { ReturnableSale } from './returnableSales.ts';

/** What the person at the till decides of a return. */
export interface ReturnChoice {
  readonly lines: readonly ReturnLine[];
  readonly reasonCode: string;
  readonly operatorId: string;
}

/** What returning `lines` comes to; null where the lines cannot be returned. */
export function reversalOf(
  sale: ReturnableSale,
  programme: Programme,
  lines: readonly ReturnLine[],
): Reversal | null {
  const { body: original, returned } = sale;
  const reversal = reverseSale({ original, programme, returned }, lines);
  return reversal.ok ? reversal.value : null;
}

/** The return of a sale that this terminal knows, by the programme version of the sale. */
export function knownReturnDraft(
  sale: ReturnableSale,
  reversal: Reversal,
  choice: ReturnChoice,
): ReturnDraft {
  const { transactionId, member, programmeId, programmeVersion, currency } = sale.body;
  return {
    kind: 'return',
    ...choice,
    member,
    programmeId,
    programmeVersion,
    currency,
    originalTransactionId: transactionId,
    settledBy: 'terminal',
    ...reversal,
  };
}

/** The return of a sale that this terminal does not know: the ledger finds the sale and settles its points. */
export function unknownReturnDraft(
  originalTransactionId: string,
  refundMinor: number,
  programme: Programme,
  choice: ReturnChoice,
): ReturnDraft {
  return {
    kind: 'return',
    ...choice,
    member: null,
    programmeId: programme.programmeId,
    programmeVersion: programme.version,
    currency: programme.currency.code,
    originalTransactionId,
    settledBy: 'ledger',
    refundMinor,
    reversedAccrualPoints: 0,
    restoredRedemptionPoints: 0,
  };
}
