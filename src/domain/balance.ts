import { sumPoints } from './points.ts';
import { memberDeltaPoints, redemptionOf, type TransactionBody } from './transaction.ts';

/** A member's balance as the till shows it. */
export interface ShownBalance {
  /** What the ledger has confirmed. */
  readonly confirmedPoints: number;
  /** What this terminal's own transactions that the ledger has not yet applied will add (or take, when negative). */
  readonly provisionalPoints: number;
  /** The sum of both. */
  readonly shownPoints: number;
  /**
   * What may be redeemed now: confirmed points less own redemptions not yet applied, and less what own returns take back
   * beyond what own sales earned; earned points wait.
   */
  readonly redeemablePoints: number;
  /** Own redemptions that the ledger has not yet applied: what counts against the floor limit. */
  readonly unsettledRedemptionPoints: number;
}

/**
 * Balance shown = confirmed balance + own transactions of this member with a sequence above the account's applied
 * sequence for this terminal. `transactions` may hold any of the terminal's transactions, in any order, each once.
 */
export function shownBalance(
  account: {
    readonly memberId: string;
    readonly balancePoints: number;
    readonly appliedSequence: number;
  },
  transactions: Iterable<TransactionBody>,
): ShownBalance {
  const deltas: number[] = [];
  const redeemed: number[] = [];
  for (const body of transactions) {
    const mine = body.member?.kind === 'member' && body.member.memberId === account.memberId;
    if (mine && body.sequence > account.appliedSequence) {
      deltas.push(memberDeltaPoints(body));
      redeemed.push(redemptionOf(body)?.points ?? 0);
    }
  }
  const provisionalPoints = sumPoints(deltas);
  const unsettledRedemptionPoints = sumPoints(redeemed);
  return {
    confirmedPoints: account.balancePoints,
    provisionalPoints,
    shownPoints: account.balancePoints + provisionalPoints,
    redeemablePoints: Math.max(
      0,
      account.balancePoints -
        unsettledRedemptionPoints -
        Math.max(0, -provisionalPoints - unsettledRedemptionPoints),
    ),
    unsettledRedemptionPoints,
  };
}
