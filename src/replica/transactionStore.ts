import type { SealedTransaction, TransactionBody } from '../domain/transaction.ts';
import type { Result } from '../domain/result.ts';
import type { Observed } from './observed.ts';

/** Why a transaction cannot be kept: another one has its id or its sequence. Never happens unless something is broken. */
export interface InsertFault {
  readonly code: 'otherBody';
  readonly transactionId: string;
  readonly sequence: number;
}

/** The terminal's own transactions: immutable, each once. */
export interface TransactionStore {
  /**
   * Keeps sealed transactions. Idempotent: one that is there already is fine. Gives how many were new; fails where
   * another body has the same id, and then keeps none of the others that came after it.
   */
  insert(
    sealed: readonly SealedTransaction[],
  ): Promise<Result<{ readonly inserted: number }, InsertFault>>;
  /** This member's transactions with a sequence above `sequence`, ascending: what `shownBalance` needs. */
  ownTransactionsAbove(memberId: string, sequence: number): Promise<TransactionBody[]>;
  /** Transactions with a sequence above `sequence`, ascending, at most `limit`. */
  above(sequence: number, limit: number): Promise<SealedTransaction[]>;
  /** The `limit` newest transactions, newest first. */
  latest(limit: number): Promise<SealedTransaction[]>;
  /** The transaction with `sequence`, or null. */
  bySequence(sequence: number): Promise<SealedTransaction | null>;
  /** How many transactions have a sequence up to `sequence`. */
  countUpTo(sequence: number): Promise<number>;
  /** The highest sequence in the replica, 0 for none. */
  readonly lastSequence: Observed<number>;
  /** How many transactions the ledger has not yet acknowledged. */
  readonly pendingCount: Observed<number>;
  /** Calls `listener` with each batch of transactions that was new, until the returned function is called. */
  onInserted(listener: (sealed: readonly SealedTransaction[]) => void): () => void;
}
