import type { ChainHead } from '../../../domain/seal.ts';
import type { Damage } from '../damage.ts';

/** One segment as it was read. */
export interface SegmentReport {
  readonly name: string;
  readonly setAside: boolean;
  readonly sizeBytes: number;
  readonly transactions: number;
  /** Null where none could be read. */
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
}

/** What a whole look at a journal found. */
export interface JournalReport {
  /** Null where no segment and no mark says. */
  readonly terminalId: string | null;
  /** True where nothing is damaged, forged or missing. */
  readonly ok: boolean;
  readonly segments: readonly SegmentReport[];
  readonly transactions: number;
  /** The chain before the first transaction and after the last. */
  readonly start: ChainHead;
  readonly head: ChainHead;
  /** Null where no public key was there to check them with. */
  readonly signatures: {
    readonly checked: number;
    readonly invalid: number;
    readonly keyFrom: 'command line' | 'mark';
  } | null;
  /** The mark in the profile; null where there is none. */
  readonly mark: {
    readonly sequence: number;
    readonly lastSegment: number;
    readonly confirmedSequence: number;
  } | null;
  readonly damage: readonly Damage[];
  /** What is worth knowing and no damage. */
  readonly notes: readonly string[];
}
