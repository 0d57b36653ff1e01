import { formatCount, formatDuration, formatPoints } from '../../ui/format.ts';
import type { RedeemRefusal } from './authoriseRedemption.ts';

/** Says why points cannot be redeemed, and what to do. */
export function redeemRefusalWording(refusal: RedeemRefusal): string {
  switch (refusal.code) {
    case 'notWholeSteps':
      return `Points are redeemed in steps of ${formatCount(refusal.pointsPerStep)}. Choose another number.`;
    case 'belowMinimum':
      return `At least ${formatPoints(refusal.minimumPoints)} have to be redeemed at once.`;
    case 'aboveBalance':
      return `Only ${formatPoints(refusal.availablePoints)} can be redeemed now. Points of sales not yet confirmed come later.`;
    case 'aboveTotal':
      return `That is worth more than this sale. At most ${formatPoints(refusal.maximumPoints)} fit.`;
    case 'memberBlocked':
      return 'This membership is blocked: no points can be redeemed. The member can ask customer service.';
    case 'replicaStale':
      return Number.isFinite(refusal.stalenessMs)
        ? `Offline too long (${formatDuration(refusal.stalenessMs)}; the limit is ${formatDuration(refusal.maximumMs)}). Redeem when the terminal is online again.`
        : 'This terminal has not been in step with the ledger yet. Redeem when it is online.';
    case 'aboveFloorLimit':
      return refusal.availablePoints === 0
        ? 'The offline limit for this member is used up. Redeem when the terminal is online again.'
        : `Offline, at most ${formatPoints(refusal.availablePoints)} can be redeemed for this member. Choose fewer, or wait until online.`;
    case 'aboveTransactionLimit':
      return `Offline, at most ${formatPoints(refusal.availablePoints)} can be redeemed at once. Choose fewer, or wait until online.`;
    case 'aboveTerminalDayLimit':
      return `Offline, this terminal may redeem ${formatPoints(refusal.availablePoints)} more within 24 hours. Choose fewer, or wait until online.`;
    case 'onlineOnly':
      return 'This store redeems points only while the ledger can be reached. Redeem when the terminal is online again.';
    case 'noLease':
      return 'Offline, this terminal has no points set apart for this member. Redeem when it is online again.';
    case 'leaseRecalled':
      return 'The points set apart for this member were called back. Redeem when the terminal is online again.';
    case 'leaseLapsed':
      return 'The points set apart for this member may no longer be spent offline. Redeem when the terminal is online again.';
    case 'aboveLease':
      return `Offline, ${formatPoints(refusal.availablePoints)} are set apart for this member here. Choose fewer, or wait until online.`;
    case 'ledgerRefused':
      return ledgerWording(refusal.reason, refusal.message ?? '');
  }
}

function ledgerWording(reason: string, message: string): string {
  switch (reason) {
    case 'pointsLeased':
      return `Points of this member are set apart at another till that has not given them back; it may be offline. ${message} Choose fewer, or try again in a minute.`;
    case 'insufficientPoints':
      return 'The member has fewer points by now: spent elsewhere, or held for a sale at another till. Choose fewer points.';
    case 'memberBlocked':
      return 'This membership was blocked: no points can be redeemed. The member can ask customer service.';
    case 'memberUnknown':
      return 'The ledger does not know this member any more. Go on without redeeming.';
    case 'terminalRevoked':
    case 'unknownTerminal':
      return 'The ledger does not accept this terminal any more. Tell the store manager; go on without redeeming.';
    default:
      return `The ledger refused the redemption (${reason}). Go on without redeeming.`;
  }
}
