import { overrideOf, type SealedTransaction } from '../../../domain/transaction.ts';

/** What one member redeemed by stand-in in transactions that the ledger does not have yet. */
export interface UnsettledMember {
  readonly cardToken: string;
  readonly points: number;
  /** Of them, what managers allowed beyond the limits. */
  readonly overriddenPoints: number;
}

/** What transactions that the ledger does not have yet redeemed by stand-in, by member, the most first. */
export function unsettledStandIn(waiting: readonly SealedTransaction[]): UnsettledMember[] {
  const members = new Map<string, UnsettledMember>();
  for (const { body } of waiting) {
    const redemption = body.kind === 'sale' ? body.redemption : null;
    if (
      body.kind === 'sale' &&
      body.member?.kind === 'member' &&
      redemption?.authorisation.kind === 'standIn'
    ) {
      const { memberId, cardToken } = body.member;
      const before = members.get(memberId) ?? { points: 0, overriddenPoints: 0 };
      const overridden = overrideOf(body) === null ? 0 : redemption.points;
      members.set(memberId, {
        cardToken,
        points: before.points + redemption.points,
        overriddenPoints: before.overriddenPoints + overridden,
      });
    }
  }
  return [...members.values()].sort((left, right) => right.points - left.points);
}
