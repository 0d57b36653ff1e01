import { redemptionOf, type SealedTransaction } from '../../../domain/transaction.ts';

/** The points that transactions which the ledger does not have yet redeemed by stand-in. */
export function unsettledStandInPoints(waiting: readonly SealedTransaction[]): number {
  return waiting
    .map(({ body }) => redemptionOf(body))
    .reduce((sum, one) => sum + (one?.authorisation.kind === 'standIn' ? one.points : 0), 0);
}
