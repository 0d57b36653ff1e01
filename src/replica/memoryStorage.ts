import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { ReplicaStorage } from './storage.ts';

/** Stores in memory, for simulated terminals and tests. What a replica wrote lasts as long as this storage does. */
export function memoryReplicaStorage(): ReplicaStorage {
  // RxDB keeps the states of all memory storages in one map of its module; each of ours has its own.
  const rxStorage = { ...getRxStorageMemory(), collectionStates: new Map() };
  return {
    rxStorage,
    keyReader: () => null,
    erase(name) {
      for (const key of [...rxStorage.collectionStates.keys()]) {
        if (typeof key === 'string' && key.startsWith(`${name}--`)) {
          rxStorage.collectionStates.delete(key);
        }
      }
      return Promise.resolve();
    },
    onLost: () => () => undefined,
  };
}
