import type { RxConflictHandler } from 'rxdb/plugins/core';
import { assert } from '../domain/assert.ts';
import type { TransactionDocument } from './schemas/transactions.ts';

/**
 * For documents that the ledger owns: it wins, always. None ever counts as equal to what lies in the replica, so that
 * each that is pulled is written, and its arrival tells that the batch is stored.
 */
export function ledgerWins<Document>(): RxConflictHandler<Document> {
  return {
    isEqual: () => false,
    resolve: (input) => Promise.resolve(input.realMasterState),
  };
}

/** For sealed transactions: they never change, so that a conflict is a defect. */
export function transactionsNeverConflict(): RxConflictHandler<TransactionDocument> {
  return {
    isEqual: (left, right) => left.hash === right.hash,
    resolve() {
      assert(false, 'a sealed transaction has no other version');
    },
  };
}
