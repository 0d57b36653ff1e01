import type { RxCollection } from 'rxdb/plugins/core';
import { fail, ok, type Result } from '../domain/result.ts';
import type { SealedTransaction, TransactionBody } from '../domain/transaction.ts';
import { createObserved, type Observed } from './observed.ts';
import type { ReplicaState } from './replicaState.ts';
import type { TransactionDocument } from './schemas/transactions.ts';

/** Why a transaction cannot be kept: another one has its id or its sequence. Only where something is broken. */
export interface InsertFault {
  readonly code: 'otherBody';
  readonly transactionId: string;
  readonly sequence: number;
}

/** The terminal's own transactions: immutable, each once. */
export interface TransactionStore {
  /**
   * Keeps sealed transactions. Idempotent: one that is there already is fine. Gives how many were new; keeps none of
   * them where another body has the id or the sequence of one.
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

/** Opens the store of transactions. */
export async function openTransactionStore(
  collection: RxCollection<TransactionDocument>,
  state: ReplicaState,
): Promise<TransactionStore> {
  const listeners = new Set<(sealed: readonly SealedTransaction[]) => void>();
  const newest = async (limit: number) => {
    const found = await collection.find({ sort: [{ sequence: 'desc' }], limit }).exec();
    return found.map((document) => document.toMutableJSON().sealed);
  };
  const between = async (above: number, upTo: number, limit?: number) => {
    const selector = { sequence: { $gt: above, $lte: upTo } };
    const query = { selector, sort: [{ sequence: 'asc' as const }] };
    const found = await collection.find(limit === undefined ? query : { ...query, limit }).exec();
    return found.map((document) => document.toMutableJSON());
  };

  const lastSequence = createObserved((await newest(1))[0]?.body.sequence ?? 0);
  const pendingCount = createObserved(0);
  const recount = () =>
    pendingCount.set(Math.max(0, lastSequence.current() - state.current().acknowledgedSequence));
  recount();
  lastSequence.subscribe(recount);
  state.subscribe(recount);

  /** The first of `sealed` whose id or sequence belongs to another body, and the ids that are there already. */
  const compare = async (sealed: readonly SealedTransaction[]) => {
    const ids = sealed.map((one) => one.body.transactionId);
    const sameId = await collection.storageInstance.findDocumentsById(ids, true);
    const sequences = sealed.map((one) => one.body.sequence);
    const lowest = Math.min(...sequences);
    const sameSequence =
      lowest > lastSequence.current() ? [] : await between(lowest - 1, Math.max(...sequences));
    const hashOfId = new Map(sameId.map((known) => [known.transactionId, known.hash]));
    const hashOfSequence = new Map(sameSequence.map((known) => [known.sequence, known.hash]));
    const other = sealed.find(
      ({ body, hash }) =>
        (hashOfId.get(body.transactionId) ?? hash) !== hash ||
        (hashOfSequence.get(body.sequence) ?? hash) !== hash,
    );
    return { other, known: hashOfId };
  };

  const insert: TransactionStore['insert'] = async (sealed) => {
    if (sealed.length === 0) {
      return ok({ inserted: 0 });
    }
    const { other, known } = await compare(sealed);
    if (other !== undefined) {
      const { transactionId, sequence } = other.body;
      return fail({ code: 'otherBody', transactionId, sequence });
    }
    const fresh = sealed.filter((one) => !known.has(one.body.transactionId));
    const { error } = await collection.bulkInsert(fresh.map(documentOf));
    const [failed] = error;
    if (failed !== undefined) {
      throw new Error(`the replica could not keep a transaction: status ${failed.status}`);
    }
    if (fresh.length > 0) {
      const highest = Math.max(...fresh.map((one) => one.body.sequence));
      lastSequence.set(Math.max(lastSequence.current(), highest));
      for (const listener of [...listeners]) {
        listener(fresh);
      }
    }
    return ok({ inserted: fresh.length });
  };

  let queue: Promise<unknown> = Promise.resolve();
  return {
    lastSequence,
    pendingCount,
    insert(sealed) {
      const done = queue.then(() => insert(sealed));
      queue = done.catch(() => undefined);
      return done;
    },
    async ownTransactionsAbove(memberId, sequence) {
      if (sequence >= lastSequence.current()) {
        return [];
      }
      const selector = { memberId, sequence: { $gt: sequence } };
      const sort = [{ memberId: 'asc' as const }, { sequence: 'asc' as const }];
      const found = await collection.find({ selector, sort }).exec();
      return found.map((document) => document.toMutableJSON().sealed.body);
    },
    async above(sequence, limit) {
      const found = await between(sequence, Number.MAX_SAFE_INTEGER, limit);
      return found.map((document) => document.sealed);
    },
    latest: newest,
    async bySequence(sequence) {
      const [found] = await between(sequence - 1, sequence, 1);
      return found?.sealed ?? null;
    },
    async countUpTo(sequence) {
      return await collection.count({ selector: { sequence: { $lte: sequence } } }).exec();
    },
    onInserted(listener) {
      const own = (sealed: readonly SealedTransaction[]) => listener(sealed);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

function documentOf(sealed: SealedTransaction): TransactionDocument {
  const { body, hash } = sealed;
  return {
    transactionId: body.transactionId,
    sequence: body.sequence,
    memberId: body.member?.kind === 'member' ? body.member.memberId : '',
    hash,
    sealed,
  };
}
