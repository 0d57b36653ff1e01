import type { RxStorage } from 'rxdb/plugins/core';

/** Where a replica keeps its stores. */
export interface ReplicaStorage {
  readonly rxStorage: RxStorage<unknown, unknown>;
  /** Deletes every store of the replica `name`, readable or not. */
  erase(name: string): Promise<void>;
  /** Hears that the platform took an open store away, until the returned function is called. */
  onLost(listener: (reason: string) => void): () => void;
}
