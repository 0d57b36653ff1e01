import type { RxCollection } from 'rxdb/plugins/core';
import { createObserved, type Observed } from './observed.ts';
import { EMPTY_STATE, type ReplicaStateValue, type StateDocument } from './schemas/state.ts';

/** What the terminal knows of its own replica, kept in one document. */
export interface ReplicaState extends Observed<ReplicaStateValue> {
  /** Writes changes, one after another; memory changes only once they are stored. */
  update(change: (value: ReplicaStateValue) => Partial<ReplicaStateValue>): Promise<void>;
}

const STATE_ID = 'replica';

/** Reads the state document, or starts with an empty state where there is none. */
export async function openReplicaState(
  collection: RxCollection<StateDocument>,
): Promise<ReplicaState> {
  const document = await collection.findOne(STATE_ID).exec();
  const stored = document?.toMutableJSON().value;
  const observed = createObserved<ReplicaStateValue>({ ...EMPTY_STATE, ...stored });
  let queue: Promise<void> = Promise.resolve();
  const write = async (change: (value: ReplicaStateValue) => Partial<ReplicaStateValue>) => {
    const next = { ...observed.current(), ...change(observed.current()) };
    await store(collection, next);
    observed.set(next);
  };
  return {
    current: () => observed.current(),
    subscribe: (listener) => observed.subscribe(listener),
    update(change) {
      const written = queue.then(() => write(change));
      queue = written.catch(() => undefined);
      return written;
    },
  };
}

/** RxDB's own upserts would fail for ever after one that failed; writes come here one after another anyway. */
async function store(
  collection: RxCollection<StateDocument>,
  value: ReplicaStateValue,
): Promise<void> {
  const { storageInstance } = collection;
  const [previous] = await storageInstance.findDocumentsById([STATE_ID], true);
  if (previous === undefined) {
    await collection.insert({ stateId: STATE_ID, value });
    return;
  }
  const document = { ...previous, _deleted: false, value };
  const { error } = await storageInstance.bulkWrite([{ previous, document }], 'replica-state');
  const [failed] = error;
  if (failed !== undefined) {
    throw new Error(`the state of the replica cannot be written: status ${failed.status}`);
  }
}
