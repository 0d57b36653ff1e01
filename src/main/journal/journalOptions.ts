import type { LocalTime } from '../../domain/businessDay.ts';
import type { Clock, IdSource, Sha256Hex } from '../../domain/ports.ts';
import type { ChainHead } from '../../domain/seal.ts';
import type { TransactionClock } from '../../domain/transaction.ts';
import type { Store } from '../../domain/store.ts';
import type { SpaceRules } from './diskSpace.ts';
import type { MarkCopy, MarkOwner } from './journalMark.ts';
import type { JournalPlace } from './segmentStore.ts';

/** What a journal needs of the world. What is optional a host gives; without it the journal does less. */
export interface JournalOptions extends JournalPlace {
  readonly clock: Clock;
  /** What is known of that clock; asked once for each transaction. */
  readonly clockState: () => TransactionClock;
  /** The best that is known of the time, Unix milliseconds: the trading day goes by it. `clock` unless said otherwise. */
  readonly bestNowMs?: () => number;
  readonly ids: IdSource;
  readonly sha256Hex: Sha256Hex;
  /** Ed25519 signature (RFC 8032) over the UTF-8 bytes of the text, base64. */
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signatureBase64: string) => boolean;
  readonly terminal: { readonly terminalId: string; readonly store: Store };
  readonly localTime: LocalTime;
  /** The ledger's head at enrolment: where an empty journal starts. */
  readonly head: ChainHead;
  /** A new segment begins before one grows beyond this many bytes; 4 MiB unless said otherwise. */
  readonly segmentBytes?: number;
  /** Where the high-water mark is kept; without it a journal that lost its end is not known as such. */
  readonly mark?: Omit<MarkOwner, 'terminalId'> & { readonly copies: readonly MarkCopy[] };
  /** How much room is kept on the disk; without it none is. */
  readonly space?: SpaceRules;
  /** When confirmed sales may be pruned; without it never. */
  readonly retention?: RetentionRule;
}

/** When whole segments that the ledger has confirmed may be deleted. */
export interface RetentionRule {
  /** The least age of a segment's latest sale, milliseconds. */
  readonly retentionMs: number;
  /** Unix milliseconds by the ledger's clock, null while it is not known: a till's own clock may have jumped. */
  readonly ledgerNowMs: () => number | null;
}
