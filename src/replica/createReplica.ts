import { openCollections } from './collections.ts';
import { directRead } from './directRead.ts';
import { openMemberStore } from './memberStore.ts';
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
 * Opens the replica, or makes it. Stores that cannot be opened or read are erased and made anew, empty: the journal is
 * the truth, and the ledger has the rest. Rejects only where not even empty stores can be made.
 */
export async function createReplica(options: ReplicaOptions): Promise<Replica> {
  try {
    return await openReplica(options, null);
  } catch (error) {
    await options.storage.erase(options.name);
    return await openReplica(options, error instanceof Error ? error.name : 'unknown');
  }
}

async function openReplica(options: ReplicaOptions, fault: string | null): Promise<Replica> {
  const { name, storage } = options;
  const { collections, database } = await openCollections(name, storage);
  try {
    const state = await openReplicaState(collections.state);
    const isNew = state.current().fillNumber === 0;
    const { generation } = state.current();
    if (generation !== null) {
      const pages = await collections.memberPages.count().exec();
      if (pages < generation.pages) {
        // Without all its pages a generation would call members unknown: better to say that there is none.
        await state.update(() => ({ generation: null, filling: null }));
      }
    }
    const health = createObserved<ReplicaHealth>({ status: 'usable' });
    const stopListening = storage.onLost((reason) => health.set({ status: 'lost', reason }));
    return {
      name,
      opening: openingOf(fault, isNew),
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

function openingOf(fault: string | null, isNew: boolean): ReplicaOpening {
  if (fault !== null) {
    return { kind: 'recreated', reason: `The local stores could not be opened (${fault}).` };
  }
  return isNew ? { kind: 'new' } : { kind: 'kept' };
}
