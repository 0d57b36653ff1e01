import { replicateRxCollection } from 'rxdb/plugins/replication';
import type { ReplicaCollections } from '../replica/collections.ts';
import type { TransactionDocument } from '../replica/schemas/transactions.ts';
import type { Pusher } from './pushTransactions.ts';

/** A running push. */
export interface PushReplication {
  close(): Promise<void>;
}

/**
 * Pushes transactions by RxDB's replication. RxDB tells which are new, in an order that follows the machine's clock;
 * the pusher sends them in theirs. RxDB keeps the rows until the ledger has acknowledged them.
 */
export function startPushReplication(
  terminalId: string,
  collection: ReplicaCollections['transactions'],
  pusher: Pusher,
): PushReplication {
  const replication = replicateRxCollection<TransactionDocument, never>({
    replicationIdentifier: `${terminalId}-transactions`,
    collection,
    live: true,
    waitForLeadership: false,
    push: {
      async handler(rows) {
        const sequences = rows.map((row) => row.newDocumentState.sequence);
        pusher.push();
        await pusher.acknowledged(Math.max(...sequences));
        return [];
      },
    },
  });
  return {
    async close() {
      await replication.cancel();
    },
  };
}
