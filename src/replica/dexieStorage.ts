import { Dexie } from 'dexie';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import type { ReplicaStorage } from './storage.ts';

/** An implementation of IndexedDB other than the platform's, for Node. */
export interface IndexedDbImplementation {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

/**
 * Stores in IndexedDB by Dexie. Durability is strict, for Chromium's default tells of a commit before it is on disk;
 * the journal stays the truth all the same.
 */
export function dexieReplicaStorage(implementation?: IndexedDbImplementation): ReplicaStorage {
  const listeners = new Set<(reason: string) => void>();
  const rxStorage = getRxStorageDexie({
    ...implementation,
    chromeTransactionDurability: 'strict',
    onCreate(database) {
      database.on('close', () => {
        for (const listener of [...listeners]) {
          listener('The platform closed a store of the replica.');
        }
      });
    },
  });
  return {
    rxStorage,
    async erase(name) {
      const factory = implementation?.indexedDB ?? indexedDB;
      const databases = await factory.databases();
      const own = databases.flatMap((database) =>
        database.name?.startsWith(`rxdb-dexie-${name}--`) === true ? [database.name] : [],
      );
      for (const databaseName of own) {
        await new Dexie(databaseName, { ...implementation }).delete();
      }
    },
    onLost(listener) {
      const own = (reason: string) => listener(reason);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}
