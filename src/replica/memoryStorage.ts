import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { ReplicaStorage } from './storage.ts';

/** RxDB's memory storage names a state by database, collection and schema version, joined by this. */
const KEY_JOINT = '--memory--';

/** Stores in memory, for simulated terminals and tests. What a replica wrote lasts as long as this storage does. */
export function memoryReplicaStorage(): ReplicaStorage {
  // RxDB keeps the states of all memory storages in one map of its module; each of ours has its own.
  const rxStorage = { ...getRxStorageMemory(), collectionStates: new Map() };
  return {
    rxStorage,
    keyReader: () => null,
    storesOf(name) {
      const keys = [...rxStorage.collectionStates.keys()].map((key) =>
        String(key).split(KEY_JOINT),
      );
      const own = keys.flatMap(([database, collection]) =>
        database === name && collection !== undefined ? [collection] : [],
      );
      return Promise.resolve(new Set(own));
    },
    erase(name) {
      for (const key of [...rxStorage.collectionStates.keys()]) {
        if (typeof key === 'string' && key.startsWith(`${name}--`)) {
          rxStorage.collectionStates.delete(key);
        }
      }
      return Promise.resolve();
    },
    onClosed: () => () => undefined,
  };
}
