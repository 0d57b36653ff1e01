import type { SaleBody } from '../../domain/transaction.ts';
import { isOpenLease, type StoredLease } from '../leases/leaseRow.ts';
import type { Flag } from './flagging.ts';

/** What a sale took from a lease. */
export interface LeaseSpending {
  readonly memberId: string;
  readonly leaseId: string;
  readonly points: number;
}

/**
 * What of a sale's redemption its lease covers; null where the sale names none or nothing is covered. What is not in order is
 * flagged: a lease that is over or not this terminal's or member's, and more points than it has left.
 */
export function leaseSpendingOf(
  body: SaleBody,
  memberId: string,
  leases: ReadonlyMap<string, StoredLease>,
  flag: Flag,
): LeaseSpending | null {
  const { redemption, terminalId } = body;
  if (redemption?.authorisation.kind !== 'allotment') {
    return null;
  }
  const { leaseId } = redemption.authorisation;
  const lease = leases.get(leaseId);
  const own = lease?.terminalId === terminalId && lease.memberId === memberId;
  if (lease === undefined || !own || !isOpenLease(lease)) {
    const state = lease === undefined || !own ? 'unknown' : lease.state;
    flag('leaseNotLive', `lease ${leaseId} was ${state}`);
    return null;
  }
  const leftPoints = lease.points - lease.spentPoints;
  const points = Math.min(leftPoints, redemption.points);
  if (points < redemption.points) {
    const excess = redemption.points - points;
    flag('leaseOverspent', `redeemed ${excess} points more than lease ${leaseId} had left`);
  }
  return points === 0 ? null : { memberId, leaseId, points };
}
