import type { ChainHead } from '../../domain/seal.ts';
import type { ChainRules } from './chainWalker.ts';
import type { DamageList } from './damage.ts';
import type { JournalOptions } from './journalOptions.ts';
import type { JournalPlace, SegmentIndex } from './segmentStore.ts';

/** What an open journal knows of itself; its parts share it. */
export interface JournalCore {
  readonly options: JournalOptions;
  readonly place: JournalPlace;
  readonly rules: ChainRules;
  /** Ascending; those set aside included. */
  readonly segments: SegmentIndex[];
  readonly damage: DamageList;
  /** The end of what is durable. */
  head: ChainHead;
  /** The chain before the journal's first transaction. */
  start: ChainHead;
  /** Up to here the ledger has the chain. */
  confirmed: ChainHead;
  /** From this segment on none may be missing. */
  firstSegment: number;
  /** Why nothing may be approved, null while all is well. */
  stopped: string | null;
}
