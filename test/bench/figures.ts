/** Members stored in a time. */
export interface RatePerSecond {
  readonly members: number;
  readonly ms: number;
  readonly perSecond: number;
}

/** What the bench of the first fill measures, all in one run of one browser. */
export interface FirstFillFigures {
  /** So often were replication and raw Dexie measured, in turn, each into new databases. */
  readonly rounds: number;
  /** From the ledger over HTTP through RxDB's replication until the replica is readable; the median round. */
  readonly replication: RatePerSecond;
  /** The same in the round when nothing was warm: as on the day a till is set up. */
  readonly firstRound: RatePerSecond;
  /** Raw Dexie, `bulkPut`, one record a member, strict durability as well; the median round. */
  readonly dexie: RatePerSecond;
  /** PouchDB, `bulkDocs`, one document a member. */
  readonly pouch: RatePerSecond;
  /** The median of the rounds' own ratios. */
  readonly ratioToDexie: number;
  readonly ratioToPouch: number;
}

/** A distribution of durations. */
export interface Percentiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What the bench of the member look-up measures, reads taking turns. */
export interface LookUpFigures {
  readonly members: number;
  /** From a token to a member's view. */
  readonly lookUp: Percentiles;
  /** One `get` of a record of the page's size by the same key, IndexedDB without a library. */
  readonly bareRead: Percentiles;
  readonly ratioP50: number;
  readonly ratioP99: number;
}

/** What the bench of the manager's list measures. */
export interface BalanceListFigures {
  readonly cards: number;
  /** From opening the list until every card is in it, sorted in three ways. */
  readonly completeMs: number;
  /** The longest time that the page did not answer meanwhile. */
  readonly longestTaskMs: number;
  /** How often that was longer than a frame at 60 Hz. */
  readonly tasksOver16Ms: number;
  /** From a query with search and sort to its first 50 rows. */
  readonly query: Percentiles;
}
