import type { SealedTransaction } from '../../../domain/transaction.ts';
import type { HostBridge } from '../../../ipc/contract.ts';
import type { Replica } from '../../../replica/replica.ts';
import { terminalJournal, type SealJournal } from '../approve/sealJournal.ts';

/** Where this terminal's transactions are sealed and kept: the journal and the replica, or those of training. */
export interface SalesBook {
  readonly journal: SealJournal;
  /** The newest transactions, newest first. */
  latest(limit: number): Promise<readonly SealedTransaction[]>;
  /** Keeps a sealed transaction for the screens. Rejects where it cannot. */
  insert(transaction: SealedTransaction): Promise<void>;
}

/** The book of a terminal that sells. */
export function replicaBook(
  { transactions }: Pick<Replica, 'transactions'>,
  bridge: Pick<HostBridge, 'request'>,
): SalesBook {
  return {
    journal: terminalJournal(bridge),
    latest: (limit) => transactions.latest(limit),
    async insert(transaction) {
      await transactions.insert([transaction]);
    },
  };
}
