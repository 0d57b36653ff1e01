/** Where the replica stands against the ledger. */
export type SyncPhase =
  /** The first fill, or one that the replica cannot do without, is under way. */
  | 'filling'
  /** Connected, nothing waits in either direction. */
  | 'inStep'
  /** Connected, something is being pushed or pulled. */
  | 'behind'
  /** The ledger cannot be reached; the till goes on. */
  | 'offline'
  /** A person has to look: see `problem`. What can go on does, but nothing is pushed. */
  | 'stopped'
  | 'closed';

/** How far a fill has come. */
export interface FillProgress {
  readonly pagesDone: number;
  readonly pagesTotal: number;
  readonly cardsDone: number;
  readonly cardsTotal: number;
}

/** What is wrong and what to do about it. */
export interface SyncProblem {
  readonly kind:
    /** The ledger refused a transaction or found the chain broken. */
    | 'pushStopped'
    /** The replica lacks transactions that the journal has; reconcile. */
    | 'localGap'
    /** The ledger knows transactions that this terminal does not: a restored disk image? */
    | 'ledgerAhead'
    /** The ledger will not have this terminal, or not this request. */
    | 'refused'
    /** The ledger answers, but not in sense. */
    | 'badAnswer'
    /** A store of the replica fails. */
    | 'replica';
  /** The ledger's code, e.g. "idReused"; otherwise the kind again. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** The state of sync, as the till shows it. */
export interface SyncState {
  readonly phase: SyncPhase;
  /** Null while no fill is under way. */
  readonly fill: FillProgress | null;
  /** Own transactions that the ledger has not yet acknowledged. */
  readonly pendingTransactions: number;
  /** Own transactions that the ledger has put in quarantine since the start; the store's exceptions say why. */
  readonly quarantinedTransactions: number;
  /** When the replica was last in step, terminal's clock, milliseconds since 1970; null for never. */
  readonly lastInStepAtMs: number | null;
  /** UTC instant at the ledger of the newest accounts, null for none. */
  readonly asOf: string | null;
  readonly problem: SyncProblem | null;
}

/** The phase that follows from what is known. */
export function phaseOf(known: {
  readonly closed: boolean;
  readonly stopped: boolean;
  /** There are pages to look members up in. */
  readonly filled: boolean;
  readonly online: boolean;
  readonly behind: boolean;
}): SyncPhase {
  if (known.closed) {
    return 'closed';
  }
  if (known.stopped) {
    return 'stopped';
  }
  if (!known.online) {
    return 'offline';
  }
  if (!known.filled) {
    return 'filling';
  }
  return known.behind ? 'behind' : 'inStep';
}
