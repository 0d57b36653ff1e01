/** Points earned at one moment, which vest and expire together. Times are milliseconds since 1970. */
export interface PointsLot {
  readonly lotId: string;
  readonly earnedAtMs: number;
  readonly vestsAtMs: number;
  /** Null where it never expires. */
  readonly expiresAtMs: number | null;
  /** Only vested points are spent; whether they are is decided by an entry, not by the clock. */
  readonly vested: boolean;
  readonly earnedPoints: number;
  /** What is left of it, held points included. */
  readonly remainingPoints: number;
  /** What of it expired, less what a return took back of that. */
  readonly expiredPoints: number;
}

/** Why a lot changed. */
export type LotReason =
  | 'opened'
  | 'earned'
  | 'spent'
  /** Went into the member's debt. */
  | 'repaid'
  /** A return gave back what its sale had spent. */
  | 'restored'
  /** Restored into an expired lot, and from there into one of some days of grace. */
  | 'prolonged'
  /** A return or correction took back what had been earned. */
  | 'takenBack'
  | 'expired'
  /** Had expired before a sale came that had spent it in time. */
  | 'reinstated'
  /** The account was closed, or is and got points since. */
  | 'forfeited'
  /** The account was opened again. */
  | 'reopened';

/** How an entry changed what is left of a lot. */
export interface LotMovement {
  readonly lotId: string;
  readonly reason: LotReason;
  readonly points: number;
}

/** What identifies a new lot and how long it lives. */
export type LotTerms = Pick<PointsLot, 'lotId' | 'earnedAtMs' | 'vestsAtMs' | 'expiresAtMs'>;

/** The order in which lots are spent: first expiring first, then first earned. */
export function spendsBefore(left: PointsLot, right: PointsLot): number {
  return (
    (left.expiresAtMs ?? Infinity) - (right.expiresAtMs ?? Infinity) ||
    left.earnedAtMs - right.earnedAtMs ||
    (left.lotId < right.lotId ? -1 : 1)
  );
}

/** A lot as an entry leaves it. */
export interface LotChange {
  readonly lot: PointsLot;
  readonly isNew: boolean;
}
