import { collectionNames } from './collections.ts';
import type { ReplicaStorage } from './storage.ts';

/**
 * The collections of the replica `name` that have lost their store although others of its stores are there, as a
 * platform may remove one alone; none for a new replica. RxDB would make such a store anew, empty, and believe its
 * checkpoints, which lie in another: what it had would never be pulled again.
 */
export async function missingStores(storage: ReplicaStorage, name: string): Promise<string[]> {
  const present = await storage.storesOf(name);
  return present.size === 0 ? [] : collectionNames.filter((collection) => !present.has(collection));
}
