import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { SealedTransaction } from '../../domain/transaction.ts';

/** A sealed transaction of this terminal, with what it is looked up by. Never changes. */
export interface TransactionDocument {
  transactionId: string;
  sequence: number;
  /** Empty for a sale without a known member. */
  memberId: string;
  hash: string;
  /** The whole record, as it lies in the journal. */
  sealed: SealedTransaction;
}

export const transactionsSchema: RxJsonSchema<TransactionDocument> = {
  version: 0,
  primaryKey: 'transactionId',
  type: 'object',
  properties: {
    transactionId: { type: 'string', maxLength: 120 },
    sequence: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, multipleOf: 1 },
    memberId: { type: 'string', maxLength: 64 },
    hash: { type: 'string', maxLength: 64 },
    sealed: { type: 'object' },
  },
  required: ['transactionId', 'sequence', 'memberId', 'hash', 'sealed'],
  indexes: ['sequence', ['memberId', 'sequence']],
};
