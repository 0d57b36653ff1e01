import type { RxCollection } from 'rxdb/plugins/core';
import type { Lease } from '../domain/lease.ts';
import { createObserved, type Observed } from './observed.ts';
import type { LeaseDocument } from './schemas/leases.ts';

/** A lease of this terminal. */
export interface KeptLease {
  readonly lease: Lease;
  /** The terminal gives it back: nothing is spent from it any more, whatever the ledger says of it. */
  readonly givingBack: boolean;
}

/** What the ledger has leased to this terminal. */
export interface LeaseStore {
  readonly all: Observed<readonly KeptLease[]>;
  /** Notes, durably before it resolves, that nothing will be spent from these any more. */
  giveBack(leaseIds: readonly string[]): Promise<void>;
  /** Takes the ledger's list in the place of the present one. What is being given back stays so. */
  replace(leases: readonly Lease[]): Promise<void>;
}

/** Opens the store over its collection. Only this store writes to it, one call after the other. */
export async function openLeaseStore(collection: RxCollection<LeaseDocument>): Promise<LeaseStore> {
  const read = async (): Promise<KeptLease[]> =>
    (await collection.find().exec()).map((document) => {
      const { lease, givingBack } = document.toMutableJSON();
      return { lease, givingBack };
    });
  const all = createObserved<readonly KeptLease[]>(await read());
  const write = async (kept: readonly KeptLease[]) => {
    const { error } = await collection.bulkUpsert(
      kept.map(({ lease, givingBack }) => ({ leaseId: lease.leaseId, lease, givingBack })),
    );
    if (error.length > 0) {
      throw new Error('the replica could not keep the leases');
    }
  };
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    all,
    giveBack: (leaseIds) =>
      inTurn(async () => {
        const next = all
          .current()
          .map((one) =>
            leaseIds.includes(one.lease.leaseId) ? { ...one, givingBack: true } : one,
          );
        // In memory first: nothing may be spent while it is being written.
        all.set(next);
        await write(next.filter(({ lease }) => leaseIds.includes(lease.leaseId)));
      }),
    replace: (leases) =>
      inTurn(async () => {
        const marked = new Set(
          all
            .current()
            .filter(({ givingBack }) => givingBack)
            .map(({ lease }) => lease.leaseId),
        );
        const next = leases.map((lease) => ({ lease, givingBack: marked.has(lease.leaseId) }));
        const stay = new Set(leases.map(({ leaseId }) => leaseId));
        const gone = all.current().filter(({ lease }) => !stay.has(lease.leaseId));
        await write(next);
        if (gone.length > 0) {
          await collection.bulkRemove(gone.map(({ lease }) => lease.leaseId));
        }
        all.set(next);
      }),
  };
}
