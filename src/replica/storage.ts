import type { RxStorage } from 'rxdb/plugins/core';

/** Reads one stored document by its key, deleted or not, without the layers above the store; undefined for none. */
export type KeyReader = (key: string) => Promise<unknown>;

/** Where a replica keeps its stores. */
export interface ReplicaStorage {
  readonly rxStorage: RxStorage<unknown, unknown>;
  /** The quick way to read documents of a collection by key, or null where there is none. */
  keyReader(name: string, collectionName: string, schemaVersion: number): KeyReader | null;
  /** The names of what has a store of the replica `name`: collections, and book-keeping of RxDB's. */
  storesOf(name: string): Promise<ReadonlySet<string>>;
  /** Deletes every store of the replica `name`, readable or not. */
  erase(name: string): Promise<void>;
  /**
   * Hears which store of the replica `name` was closed, until the returned function is called. RxDB itself closes its
   * book-keeping whenever a replication ends, but a collection's store only with the replica.
   */
  onClosed(name: string, listener: (store: string) => void): () => void;
}
