import { MAXIMUM_EXCEPTIONS } from '../protocol/exceptionQueue.ts';
import type { ReplicaCollections } from '../replica/collections.ts';
import type { LedgerLine } from './ledgerLine.ts';
import { createReferenceSource } from './pullReference.ts';
import { startPullReplication, type PullReplicationBasics } from './pullReplication.ts';
import { createStaleness } from './staleness.ts';

/** The running pull of the store's exceptions. */
export interface ExceptionPull {
  /** Pulls again; `known` where the ledger told that something changed. */
  resync(known: boolean): void;
  close(): Promise<void>;
}

/** Starts to pull what a manager should see. A ledger of protocol version 1 has no such queue: there is nothing to pull. */
export function startExceptionPull(
  basics: PullReplicationBasics,
  line: LedgerLine,
  collection: ReplicaCollections['exceptions'],
): ExceptionPull {
  const staleness = createStaleness();
  const pull = async (checkpoint: string | null) => {
    for (let attempts = 1; ; attempts += 1) {
      const answer = await line.attempt('pullExceptions', {
        checkpoint,
        limit: MAXIMUM_EXCEPTIONS,
      });
      if (answer.ok) {
        return answer.value;
      }
      if (answer.error.code === 'notFound') {
        return { documents: [], checkpoint: checkpoint ?? '', more: false };
      }
      await line.pause(attempts);
    }
  };
  const replication = startPullReplication({
    ...basics,
    identifier: 'exceptions',
    collection,
    keyOf: (document) => document.exceptionId,
    source: createReferenceSource({
      staleness,
      pull,
      read: (exception) => ({ exceptionId: exception.exceptionId, exception }),
    }),
  });
  return {
    resync(known) {
      staleness.mark(known);
      replication.resync();
    },
    close: () => replication.close(),
  };
}
