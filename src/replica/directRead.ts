import type { RxCollection } from 'rxdb/plugins/core';
import type { KeyReader } from './storage.ts';

/** Reads a document by key, or null where there is none. */
export type DirectRead<Document> = (key: string) => Promise<Document | null>;

/**
 * The quickest way to read documents of `collection`: by `reader` where the storage has one, `isDocument` checking what
 * comes, otherwise by RxDB's storage. What is deleted or not a document counts as not there.
 */
export function directRead<Document>(
  collection: RxCollection<Document>,
  reader: KeyReader | null,
  isDocument: (value: object) => value is Document & object,
): DirectRead<Document> {
  if (reader === null) {
    return async (key) => {
      const [found] = await collection.storageInstance.findDocumentsById([key], false);
      return found ?? null;
    };
  }
  return async (key) => {
    const found = await reader(key);
    return typeof found === 'object' && found !== null && !isDeleted(found) && isDocument(found)
      ? found
      : null;
  };
}

/** RxDB's Dexie storage writes the flag as "1" where it is indexed. */
function isDeleted(value: object): boolean {
  const flag: unknown = Reflect.get(value, '_deleted');
  return flag === true || flag === '1';
}
