import type { TransactionDraft } from '../../src/domain/transaction.ts';

/** A small sale to a known member, its total told apart by `amountMinor`. */
export function saleDraft(amountMinor: number): TransactionDraft {
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
