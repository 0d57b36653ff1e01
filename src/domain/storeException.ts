/** How an exception was settled; see `protocol/exceptionQueue.ts`. */
export type ExceptionResolution = 'acknowledged' | 'adjusted' | 'posted' | 'dismissed' | 'healed';

/** A finding of the ledger's about a store's transactions that a person should see. It names ids only, nothing personal. */
export interface StoreException {
  readonly exceptionId: string;
  /** A word of the ledger's, e.g. "overdraft"; a newer ledger may know more of them. */
  readonly reason: string;
  readonly storeId: string;
  readonly terminalId: string;
  /** 0 where it concerns no single transaction. */
  readonly sequence: number;
  readonly transactionId: string | null;
  readonly memberId: string | null;
  readonly detail: string;
  readonly status: 'open' | 'resolved';
  readonly seenCount: number;
  /** UTC instants (ISO 8601, milliseconds) by the ledger's clock. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly resolution: ExceptionResolution | null;
  /** An operator's id, "back office: <name>", or "ledger". */
  readonly resolvedBy: string | null;
  readonly resolvedAt: string | null;
  readonly note: string | null;
}
