import { collectionNames, laterCollectionNames, openCollections } from './collections.ts';
import { directRead } from './directRead.ts';
import { openExceptionStore } from './exceptionStore.ts';
import { openLeaseStore } from './leaseStore.ts';
import { openMemberStore } from './memberStore.ts';
import { hasAllPages } from './hasAllPages.ts';
import { missingStores } from './missingStores.ts';
import { createObserved } from './observed.ts';
import { openReferenceStore } from './referenceStore.ts';
import type { Replica, ReplicaHealth, ReplicaOpening } from './replica.ts';
import { openReplicaState } from './replicaState.ts';
import { isMemberPage, memberPagesSchema } from './schemas/memberPages.ts';
import { isMemberSingle, memberSinglesSchema } from './schemas/memberSingles.ts';
import type { ReplicaStorage } from './storage.ts';
import { openTransactionStore } from './transactionStore.ts';

/** What a replica needs. */
export interface ReplicaOptions {
  /** Names the stores: lower-case letters, digits, "-" and "_", starting with a letter. One for each enrolment. */
  readonly name: string;
  readonly storage: ReplicaStorage;
}

/**
 * Opens the replica, or makes it. Stores that cannot be opened or read, or of which one is gone, are erased and made anew, empty: the journal is
 * the truth, and the ledger has the rest. Rejects only where not even empty stores can be made.
 */
export async function createReplica(options: ReplicaOptions): Promise<Replica> {
  const { name, storage } = options;
  const missing = await missingStores(storage, name);
  if (missing.some((store) => !isLater(store))) {
    return await recreate(options, missing);
  }
  try {
    const replica = await openReplica(options, null);
    const lost = missing.filter((store) =>
      replica.state.current().laterCollections.includes(store),
    );
    if (lost.length > 0) {
      await replica.close();
      return await recreate(options, lost);
    }
    await rememberLater(replica);
    return replica;
  } catch (error) {
    await storage.erase(name);
    const fault = error instanceof Error ? error.name : 'unknown';
    return await openReplica(options, `The local stores could not be opened (${fault}).`);
  }
}

function isLater(store: string): boolean {
  return laterCollectionNames.some((later) => later === store);
}

/** RxDB's checkpoints lie in other stores: what a removed one had would never be pulled again, so all begin anew. */
async function recreate(options: ReplicaOptions, missing: readonly string[]): Promise<Replica> {
  await options.storage.erase(options.name);
  const replica = await openReplica(
    options,
    `The platform removed a local store (${missing.join(', ')}).`,
  );
  await rememberLater(replica);
  return replica;
}

async function rememberLater({ state }: Replica): Promise<void> {
  const known = state.current().laterCollections;
  if (laterCollectionNames.some((store) => !known.includes(store))) {
    await state.update(() => ({ laterCollections: [...laterCollectionNames] }));
  }
}

async function openReplica(options: ReplicaOptions, reason: string | null): Promise<Replica> {
  const { name, storage } = options;
  const { collections, database } = await openCollections(name, storage);
  try {
    const state = await openReplicaState(collections.state);
    const isNew = state.current().fillNumber === 0;
    const { generation } = state.current();
    if (generation !== null && !(await hasAllPages(collections.memberPages, generation))) {
      // Without all its pages a generation would call members unknown: better to say that there is none.
      await state.update(() => ({ generation: null, filling: null }));
    }
    const health = createObserved<ReplicaHealth>({ status: 'usable' });
    const stopListening = storage.onClosed(name, (store) => {
      if (collectionNames.some((collection) => collection === store)) {
        const reason = `The platform closed a local store (${store}).`;
        health.set({ status: 'lost', reason });
      }
    });
    return {
      name,
      opening: openingOf(reason, isNew),
      health,
      members: openMemberStore({
        readPage: directRead(
          collections.memberPages,
          storage.keyReader(name, 'memberPages', memberPagesSchema.version),
          isMemberPage,
        ),
        readSingle: directRead(
          collections.memberSingles,
          storage.keyReader(name, 'memberSingles', memberSinglesSchema.version),
          isMemberSingle,
        ),
        singles: collections.memberSingles,
        state,
      }),
      transactions: await openTransactionStore(collections.transactions, state),
      reference: await openReferenceStore(collections),
      exceptions: await openExceptionStore(collections.exceptions),
      leases: await openLeaseStore(collections.leases),
      state,
      collections,
      async close() {
        stopListening();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openingOf(reason: string | null, isNew: boolean): ReplicaOpening {
  if (reason !== null) {
    return { kind: 'recreated', reason };
  }
  return isNew ? { kind: 'new' } : { kind: 'kept' };
}
