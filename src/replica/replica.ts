import type { ReplicaCollections } from './collections.ts';
import type { ExceptionStore } from './exceptionStore.ts';
import type { LeaseStore } from './leaseStore.ts';
import type { MemberStore } from './memberStore.ts';
import type { Observed } from './observed.ts';
import type { ReferenceStore } from './referenceStore.ts';
import type { ReplicaState } from './replicaState.ts';
import type { TransactionStore } from './transactionStore.ts';

/** How the stores were found when the replica was opened. */
export type ReplicaOpening =
  | { readonly kind: 'kept' }
  /** Nothing was there yet. */
  | { readonly kind: 'new' }
  /** The stores could not be used and were made anew, empty: sync fills them, reconciliation brings the transactions. */
  | { readonly kind: 'recreated'; readonly reason: string };

/** Whether the stores can be used. `lost` is for good: close the replica and create it anew. */
export type ReplicaHealth =
  { readonly status: 'usable' } | { readonly status: 'lost'; readonly reason: string };

/** What the terminal knows without the ledger: members, its own transactions, the chain's rules and catalogue. */
export interface Replica {
  readonly name: string;
  readonly opening: ReplicaOpening;
  readonly health: Observed<ReplicaHealth>;
  readonly members: MemberStore;
  readonly transactions: TransactionStore;
  readonly reference: ReferenceStore;
  readonly exceptions: ExceptionStore;
  readonly leases: LeaseStore;
  readonly state: ReplicaState;
  /** RxDB's collections, for `sync` alone. */
  readonly collections: ReplicaCollections;
  /** Closes all stores; data stays. */
  close(): Promise<void>;
}
