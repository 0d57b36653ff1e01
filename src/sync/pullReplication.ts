import type { RxCollection, WithDeleted } from 'rxdb/plugins/core';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import type { RandomSource } from '../domain/ports.ts';
import { backoffDelayMs } from './backoff.ts';
import type { Timers } from './timers.ts';

/** Documents to store, and where the next batch begins. */
export interface PullBatch<Document, Checkpoint> {
  readonly documents: WithDeleted<Document>[];
  readonly checkpoint: Checkpoint | undefined;
}

/** Where a replication pulls from. */
export interface PullSource<Document, Checkpoint> {
  /**
   * The batch that follows `checkpoint`; without documents nothing more is asked until the next `resync`. `stored`
   * resolves when every batch given before is in the replica. Does not reject.
   */
  next(
    checkpoint: Checkpoint | undefined,
    stored: () => Promise<void>,
  ): Promise<PullBatch<Document, Checkpoint>>;
}

/** What every pull replication needs. */
export interface PullReplicationBasics {
  readonly terminalId: string;
  readonly timers: Timers;
  readonly random: RandomSource;
  /** A store failed (message) or works again (null). The replication starts again by itself. */
  readonly onStoreFault: (message: string | null) => void;
}

/** What one pull replication needs. */
export interface PullReplicationOptions<Document, Checkpoint> extends PullReplicationBasics {
  /** Names it within the terminal: RxDB keeps its checkpoint under the name. */
  readonly identifier: string;
  readonly collection: RxCollection<Document>;
  readonly source: PullSource<Document, Checkpoint>;
  /** The document's primary key. */
  readonly keyOf: (document: Document) => string;
}

/** A running pull. */
export interface PullReplication {
  /** Pulls again, after what is under way. */
  resync(): void;
  /** What marks writes that came from the ledger, so that RxDB does not take them for local ones. */
  ledgerWriteContext(): Promise<string | null>;
  close(): Promise<void>;
}

/**
 * Pulls into a collection by RxDB's replication. RxDB asks on while batches come, and writes checkpoints behind what it
 * stored; a batch is asked of its source while the one before is being stored, and given to RxDB after it, so that memory
 * stays bounded and no checkpoint passes a batch that could not be stored.
 */
export function startPullReplication<Document, Checkpoint>(
  options: PullReplicationOptions<Document, Checkpoint>,
): PullReplication {
  const { collection, source, identifier, keyOf } = options;
  let closed = false;
  let faults = 0;
  let cancelRestart: () => void = () => undefined;
  let running = start();

  function start() {
    const tracker = createTracker();
    const replication: RxReplicationState<Document, Checkpoint> = replicateRxCollection({
      replicationIdentifier: `${options.terminalId}-${identifier}`,
      collection,
      live: true,
      waitForLeadership: false,
      pull: {
        // RxDB ends a round at the first batch with fewer documents than this.
        batchSize: 1,
        async handler(checkpoint) {
          const batch = await source.next(checkpoint, tracker.stored);
          await tracker.stored();
          tracker.expect(batch.documents.map(keyOf));
          return { documents: batch.documents, checkpoint: batch.checkpoint };
        },
      },
    });
    replication.received$.subscribe((document) => {
      if (tracker.received(keyOf(document)) && faults > 0) {
        faults = 0;
        options.onStoreFault(null);
      }
    });
    replication.error$.subscribe((error) => {
      if (!closed && running.replication === replication) {
        restart(error.message.slice(0, 200));
      }
    });
    return { replication };
  }

  function restart(message: string) {
    faults += 1;
    options.onStoreFault(message);
    const failed = running.replication;
    cancelRestart();
    cancelRestart = options.timers.after(backoffDelayMs(faults, options.random), () => {
      void failed.cancel().then(() => {
        if (!closed) {
          running = start();
        }
      });
    });
  }

  return {
    resync: () => running.replication.reSync(),
    async ledgerWriteContext() {
      return (await running.replication.internalReplicationState?.downstreamBulkWriteFlag) ?? null;
    },
    async close() {
      closed = true;
      cancelRestart();
      await running.replication.cancel();
    },
  };
}

/** Knows which of the documents that were handed to RxDB are not yet stored. */
function createTracker() {
  const awaited = new Set<string>();
  let waiting: (() => void)[] = [];
  return {
    expect(keys: readonly string[]) {
      for (const key of keys) {
        awaited.add(key);
      }
    },
    /** Whether that was the last one awaited. */
    received(key: string): boolean {
      const last = awaited.delete(key) && awaited.size === 0;
      if (last) {
        const proceed = waiting;
        waiting = [];
        for (const resolve of proceed) {
          resolve();
        }
      }
      return last;
    },
    stored: () =>
      new Promise<void>((resolve) => {
        if (awaited.size === 0) {
          resolve();
        } else {
          waiting.push(resolve);
        }
      }),
  };
}
