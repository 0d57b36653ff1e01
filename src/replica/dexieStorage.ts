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
  const listeners = new Set<(databaseName: string) => void>();
  const open = new Map<string, Dexie>();
  const rxStorage = getRxStorageDexie({
    ...implementation,
    chromeTransactionDurability: 'strict',
    onCreate(database, databaseName) {
      open.set(databaseName, database);
      database.on('close', () => {
        for (const listener of [...listeners]) {
          listener(databaseName);
        }
      });
    },
  });
  const databasesOf = async (name: string): Promise<string[]> => {
    const databases = await (implementation?.indexedDB ?? indexedDB).databases();
    return databases.flatMap((database) =>
      database.name?.startsWith(prefixOf(name)) === true ? [database.name] : [],
    );
  };
  return {
    rxStorage,
    keyReader(name, collectionName, schemaVersion) {
      const database = open.get(`${prefixOf(name)}${schemaVersion}--${collectionName}`);
      return database === undefined ? null : keyReaderOf(database);
    },
    async storesOf(name) {
      const own = await databasesOf(name);
      return new Set(own.map((databaseName) => storeOf(name, databaseName)));
    },
    async erase(name) {
      for (const databaseName of await databasesOf(name)) {
        await new Dexie(databaseName, { ...implementation }).delete();
      }
    },
    onClosed(name, listener) {
      const own = (databaseName: string) => {
        if (databaseName.startsWith(prefixOf(name))) {
          listener(storeOf(name, databaseName));
        }
      };
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

/** How RxDB's Dexie storage begins the names of a replica's databases. */
function prefixOf(name: string): string {
  return `rxdb-dexie-${name}--`;
}

/** The store that a database of the replica `name` is; the schema's version stands before it. */
function storeOf(name: string, databaseName: string): string {
  return databaseName.slice(prefixOf(name).length).replace(/^\d+--/, '');
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
