/** `blocked` redeems nothing for now; `closed` has no account any more: it earns and redeems nothing. */
export const memberStatuses = ['active', 'blocked', 'closed'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

/** A member as a terminal knows one: no card number, no contact data, no full name. One record a card. */
export interface MemberRecord {
  /** Keyed hash of the card (HMAC-SHA-256, first 128 bits), 32 lower-case hexadecimal digits. */
  readonly cardToken: string;
  readonly memberId: string;
  /** First name and initial, e.g. "Anna K." */
  readonly displayName: string;
  /** The card's last digits behind dots, e.g. "•••• 4711". */
  readonly cardLabel: string;
  readonly tierId: string;
  readonly status: MemberStatus;
  /**
   * Points that the ledger has confirmed as spendable, other terminals' holds subtracted. This terminal's own pending
   * holds are not: it subtracts its own redemptions itself. May be negative after an overdraft.
   */
  readonly balancePoints: number;
  /** Points that were earned and cannot be spent yet; absent where there are none. */
  readonly pending?: PendingPoints | undefined;
}

/** Earned points that have not vested. */
export interface PendingPoints {
  readonly points: number;
  /** When the first of them vest: a UTC instant (ISO 8601, milliseconds). */
  readonly vestFrom: string;
}

/** A member record with the moment of the ledger that it shows. */
export interface MemberView extends MemberRecord {
  /** This terminal's transactions up to this sequence are in `balancePoints`. */
  readonly appliedSequence: number;
  /** UTC instant at the ledger when the record was read. */
  readonly asOf: string;
}
