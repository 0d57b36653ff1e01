import type { Clock } from '../../domain/ports.ts';
import type { Sql } from '../storage/sql.ts';
import type { Changes } from '../stream/changes.ts';
import type { Chain } from './chain.ts';
import type { VerifyEach } from './crypto.ts';

/** What the ledger's operations work with. */
export interface LedgerContext {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly chain: Chain;
  readonly changes: Changes;
  /** How many signatures are checked at once; in turn where it is not said, so that a run can be replayed. */
  readonly verifyEach?: VerifyEach;
}

/** The ledger's time as a UTC instant with milliseconds. */
export function instantNow(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
