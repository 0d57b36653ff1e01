import { Dexie } from 'dexie';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import type { KeyReader, ReplicaStorage } from './storage.ts';

/** An implementation of IndexedDB other than the platform's, for Node. */
export interface IndexedDbImplementation {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

/** The object store in which RxDB's Dexie storage keeps a collection's documents. */
const DOCUMENTS = 'docs';

/**
 * Stores in IndexedDB by Dexie. Durability is strict, for Chromium's default tells of a commit before it is on disk;
 * the journal stays the truth all the same.
 */
export function dexieReplicaStorage(implementation?: IndexedDbImplementation): ReplicaStorage {
  const listeners = new Set<(reason: string) => void>();
  const open = new Map<string, Dexie>();
  const rxStorage = getRxStorageDexie({
    ...implementation,
    chromeTransactionDurability: 'strict',
    onCreate(database, databaseName) {
      open.set(databaseName, database);
      database.on('close', () => {
        for (const listener of [...listeners]) {
          listener('The platform closed a store of the replica.');
        }
      });
    },
  });
  return {
    rxStorage,
    keyReader(name, collectionName, schemaVersion) {
      const database = open.get(`rxdb-dexie-${name}--${schemaVersion}--${collectionName}`);
      return database === undefined ? null : keyReaderOf(database);
    },
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

/** One `get` on the store itself: Dexie's own transactions cost more than the read. */
function keyReaderOf(database: Dexie): KeyReader {
  return (key) =>
    new Promise((resolve, reject) => {
      const transaction = database.backendDB().transaction(DOCUMENTS, 'readonly');
      const request: IDBRequest<unknown> = transaction.objectStore(DOCUMENTS).get(key);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the store cannot be read'));
    });
}
