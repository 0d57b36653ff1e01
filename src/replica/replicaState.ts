import type { Observed } from './observed.ts';
import type { ReplicaStateValue } from './schemas/state.ts';

/** What the terminal knows of its own replica, kept in one document. */
export interface ReplicaState extends Observed<ReplicaStateValue> {
  /** Writes changes, one after another; memory changes only once they are stored. */
  update(change: (value: ReplicaStateValue) => Partial<ReplicaStateValue>): Promise<void>;
}
