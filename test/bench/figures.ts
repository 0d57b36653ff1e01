/** Members stored in a time. */
export interface RatePerSecond {
  readonly members: number;
  readonly ms: number;
  readonly perSecond: number;
}

/** What the bench of the first fill measures, all in one run of one browser. */
export interface FirstFillFigures {
  /** From the ledger over HTTP through RxDB's replication until the replica is readable. */
  readonly replication: RatePerSecond;
  /** Raw Dexie, `bulkPut`, one record a member, strict durability as well. */
  readonly dexie: RatePerSecond;
  /** PouchDB, `bulkDocs`, one document a member. */
  readonly pouch: RatePerSecond;
  readonly ratioToDexie: number;
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
