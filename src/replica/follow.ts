import type { RxCollection } from 'rxdb/plugins/core';
import { createObserved, type Observed } from './observed.ts';

/** Holds all documents of a small collection in memory, mapped by `read` whenever one changes. */
export async function follow<Document, Value>(
  collection: RxCollection<Document>,
  read: (documents: readonly Document[]) => Value,
): Promise<Observed<Value>> {
  const load = async () => {
    const documents = await collection.find().exec();
    return read(documents.map((document) => document.toMutableJSON()));
  };
  const observed = createObserved(await load());
  let queue: Promise<void> = Promise.resolve();
  collection.storageInstance.changeStream().subscribe(() => {
    queue = queue
      .then(async () => observed.set(await load()))
      // The store was closed while the change was read: nobody looks any more.
      .catch(() => undefined);
  });
  return observed;
}
