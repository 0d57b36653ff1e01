import type { ReturnedQuantities } from '../../../domain/reversal.ts';
import { isSale, type SaleBody, type SealedTransaction } from '../../../domain/transaction.ts';

/** A sale of this terminal with what has come back of it here. */
export interface ReturnableSale {
  readonly body: SaleBody;
  readonly returned: ReturnedQuantities;
}

/** The sales among `transactions` of which something is left to return, in their order. */
export function returnableSales(transactions: readonly SealedTransaction[]): ReturnableSale[] {
  const returned = returnedBySale(transactions);
  return transactions.filter(isSale).flatMap(({ body }) => {
    const quantities = returned.get(body.transactionId) ?? new Map<number, number>();
    const isLeft = body.lines.some(
      ({ lineNumber, quantity }) => quantity > (quantities.get(lineNumber) ?? 0),
    );
    return isLeft ? [{ body, returned: quantities }] : [];
  });
}

/** What a receipt's code names here. */
export type SoughtSale =
  | { readonly kind: 'known'; readonly sale: ReturnableSale }
  /** Nothing of it is left to return. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'unknown'; readonly transactionId: string };

/** The sale of a receipt among `transactions`. */
export function saleOfReceipt(
  transactions: readonly SealedTransaction[],
  transactionId: string,
): SoughtSale {
  const sale = returnableSales(transactions).find(
    ({ body }) => body.transactionId === transactionId,
  );
  if (sale !== undefined) {
    return { kind: 'known', sale };
  }
  return transactions.filter(isSale).some(({ body }) => body.transactionId === transactionId)
    ? { kind: 'returned' }
    : { kind: 'unknown', transactionId };
}

/** Whether a sale is the one that somebody looks for by its number on the receipt, or by a part of its id. */
export function isSought({ body }: ReturnableSale, text: string): boolean {
  const sought = text.trim().toLowerCase();
  return (
    sought === '' ||
    String(body.sequence) === sought ||
    (sought.length >= 4 && body.transactionId.toLowerCase().includes(sought))
  );
}

function returnedBySale(
  transactions: readonly SealedTransaction[],
): Map<string, Map<number, number>> {
  const bySale = new Map<string, Map<number, number>>();
  for (const { body } of transactions) {
    if (body.kind === 'return') {
      const quantities = bySale.get(body.originalTransactionId) ?? new Map<number, number>();
      for (const { lineNumber, quantity } of body.lines) {
        quantities.set(lineNumber, (quantities.get(lineNumber) ?? 0) + quantity);
      }
      bySale.set(body.originalTransactionId, quantities);
    }
  }
  return bySale;
}
