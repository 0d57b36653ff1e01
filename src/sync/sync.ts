import type { Clock, RandomSource } from '../domain/ports.ts';
import type { Observed } from '../replica/observed.ts';
import type { Replica } from '../replica/replica.ts';
import type { SyncState } from './syncState.ts';
import type { Timers } from './timers.ts';
import type { LedgerTransport } from './transport.ts';

/** What sync needs. */
export interface SyncOptions {
  readonly replica: Replica;
  readonly transport: LedgerTransport;
  readonly terminalId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Left out, the platform's timers. */
  readonly timers?: Timers;
}

/** A running replication between a replica and the ledger. */
export interface Sync {
  readonly state: Observed<SyncState>;
  /** Pushes and pulls now instead of at the next occasion, and tries again after `stopped`. */
  syncNow(): void;
  /** Asks the ledger for new pages; the present ones stay readable until the new are complete. */
  refill(): Promise<void>;
  /** Stops; what was under way ends without effect. The replica stays open. */
  close(): Promise<void>;
}
