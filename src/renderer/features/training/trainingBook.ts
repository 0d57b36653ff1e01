import type { SealedTransaction } from '../../../domain/transaction.ts';
import type { HostBridge } from '../../../ipc/contract.ts';
import { parseSealedTransaction } from '../../../sync/parseSealedTransaction.ts';
import { trainingJournal } from '../approve/sealJournal.ts';
import type { SalesBook } from './salesBook.ts';

/** So many transactions of training are asked for at once. */
const BATCH = 200;

/** The book of training: what is practised, in a database of its own, and nothing of what was sold. */
export interface TrainingBook extends SalesBook {
  /** All of it, ascending. */
  all(): readonly SealedTransaction[];
  /** Hears that something was added, until the returned function is called. */
  onInserted(listener: () => void): () => void;
}

/** Reads what was practised before the page was started. Where the host does not tell, the book begins empty. */
export async function openTrainingBook(bridge: Pick<HostBridge, 'request'>): Promise<TrainingBook> {
  const journal = trainingJournal(bridge);
  let transactions: readonly SealedTransaction[] = [];
  const listeners = new Set<() => void>();
  for (let more = true; more;) {
    const answer = await journal.read(transactions.length, BATCH);
    const read = answer.ok
      ? answer.value.transactions.flatMap((record) => {
          const parsed = parseSealedTransaction(record);
          return parsed.ok ? [parsed.value] : [];
        })
      : [];
    transactions = [...transactions, ...read];
    more = read.length === BATCH;
  }
  return {
    journal,
    all: () => transactions,
    latest: (limit) => Promise.resolve(transactions.toReversed().slice(0, limit)),
    insert(transaction) {
      if (!transactions.some(({ hash }) => hash === transaction.hash)) {
        transactions = [...transactions, transaction];
      }
      listeners.forEach((listener) => listener());
      return Promise.resolve();
    },
    onInserted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
