import { redemptionModeOf } from '../../../domain/authorisation.ts';
import type { Programme, RedemptionMode } from '../../../domain/programme.ts';
import { leaseLeftPoints } from '../../../domain/lease.ts';
import { redemptionOf, type SealedTransaction } from '../../../domain/transaction.ts';
import type { Replica } from '../../../replica/replica.ts';
import type { LeaseAtTill } from './authoriseRedemption.ts';

const DAY_MS = 86_400_000;

/** The most transactions that are looked at for the limit of a day: more than a lane sells in 24 hours. */
const MAXIMUM_A_DAY = 5000;

/** What this terminal may do by itself now. */
export interface OfflineRights {
  readonly mode: RedemptionMode;
  /** What it authorised by itself within the last 24 hours, for all members. */
  readonly terminalDayPoints: number;
  readonly nowMs: number;
  /** What the ledger has set apart for the member here; null where there is nothing. */
  readonly lease: LeaseAtTill | null;
}

/** What the replica says of the terminal's own right to redeem. */
export async function readOfflineRights(
  replica: Pick<Replica, 'reference' | 'transactions' | 'leases'>,
  programme: Programme,
  memberId: string,
  nowMs: number,
): Promise<OfflineRights> {
  const mode = redemptionModeOf(programme, replica.reference.setting.current());
  const isLimited = mode === 'standIn' && programme.standIn.terminalDayLimitPoints !== undefined;
  const latest = isLimited ? await replica.transactions.latest(MAXIMUM_A_DAY) : [];
  const lease = mode === 'allotment' ? await leaseOf(replica, memberId) : null;
  return { mode, terminalDayPoints: standInPointsOfDay(latest, nowMs), nowMs, lease };
}

/** Of the member's leases here the one with the most points left; one that is being given back is none. */
async function leaseOf(
  { leases, transactions }: Pick<Replica, 'transactions' | 'leases'>,
  memberId: string,
): Promise<LeaseAtTill | null> {
  const own = await transactions.ownTransactionsAbove(memberId, 0);
  return leases.all
    .current()
    .filter(({ lease, givingBack }) => lease.memberId === memberId && !givingBack)
    .map(({ lease }) => ({ lease, leftPoints: leaseLeftPoints(lease, own) }))
    .reduce<LeaseAtTill | null>(
      (best, one) => (best === null || one.leftPoints > best.leftPoints ? one : best),
      null,
    );
}

/** The points that `transactions` authorised by stand-in within 24 hours of `nowMs`, before or, by a clock that was set back, after. */
export function standInPointsOfDay(
  transactions: readonly SealedTransaction[],
  nowMs: number,
): number {
  return transactions
    .filter(({ body }) => Math.abs(nowMs - Date.parse(body.occurredAt)) < DAY_MS)
    .map(({ body }) => redemptionOf(body))
    .reduce((sum, one) => sum + (one?.authorisation.kind === 'standIn' ? one.points : 0), 0);
}
