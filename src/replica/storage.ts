import type { RxStorage } from 'rxdb/plugins/core';

/** Reads one stored document by its key, deleted or not, without the layers above the store; undefined for none. */
export type KeyReader = (key: string) => Promise<unknown>;

/** Where a replica keeps its stores. */
export interface ReplicaStorage {
  readonly rxStorage: RxStorage<unknown, unknown>;
  /** The quick way to read documents of a collection by key, or null where there is none. */
  keyReader(name: string, collectionName: string, schemaVersion: number): KeyReader | null;
  /** Deletes every store of the replica `name`, readable or not. */
  erase(name: string): Promise<void>;
  /** Hears that the platform took an open store away, until the returned function is called. */
  onLost(listener: (reason: string) => void): () => void;
}
