import type {
  SaleDraft,
  SealedTransaction,
  TransactionClock,
} from '../../src/domain/transaction.ts';

/** The clock of a terminal that has not yet reached a ledger. */
export const UNMEASURED_CLOCK: TransactionClock = { offsetMs: null, jumped: false };

/** The total of a sealed sale, minor units; null for a return. */
export function totalMinorOf({ body }: Pick<SealedTransaction, 'body'>): number | null {
  return body.kind === 'sale' ? body.totalMinor : null;
}

/** A small sale to a known member, its total told apart by `amountMinor`. */
export function saleDraft(amountMinor: number): SaleDraft {
  return {
    kind: 'sale',
    operatorId: 'op-1',
    member: { kind: 'member', memberId: 'member-1', cardToken: 'ab'.repeat(16) },
    programmeId: 'programme-1',
    programmeVersion: 1,
    tierId: null,
    currency: 'EUR',
    lines: [
      {
        lineNumber: 1,
        productId: 'product-1',
        categoryId: 'category-1',
        description: 'Café crème',
        quantity: 1,
        unitPriceMinor: amountMinor,
      },
    ],
    totalMinor: amountMinor,
    accrualPoints: Math.floor(amountMinor / 100),
    redemption: null,
  };
}
