import { authoriseStandIn, type StandInRefusal } from '../../../domain/authorisation.ts';
import { authoriseFromLease, type Lease, type LeaseRefusal } from '../../../domain/lease.ts';
import type { Programme, RedemptionMode } from '../../../domain/programme.ts';
import { checkRedemption, type RedemptionRefusal } from '../../../domain/redemption.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';
import type { TransactionRedemption } from '../../../domain/transaction.ts';
import type { HoldDesk } from './holdDesk.ts';
import type { MemberAtTill } from '../../stores/tillData.ts';

/** Why points cannot be redeemed now. */
export type RedeemRefusal =
  | RedemptionRefusal
  | StandInRefusal
  | LeaseRefusal
  | { readonly code: 'onlineOnly' }
  | { readonly code: 'ledgerRefused'; readonly reason: string; readonly message?: string };

/** The lease of the member at this terminal, and what is left of it. */
export interface LeaseAtTill {
  readonly lease: Lease;
  readonly leftPoints: number;
}

/** What a redemption is decided on. */
export interface RedeemRequest {
  readonly points: number;
  readonly totalMinor: number;
  readonly programme: Programme;
  readonly member: MemberAtTill;
  readonly online: boolean;
  /** Time since the replica was last in step with the ledger; infinite where it never was. */
  readonly stalenessMs: number;
  /** Absent: stand-in. */
  readonly mode?: RedemptionMode;
  /** What this terminal authorised by itself within the last 24 hours, for all members; absent: nothing. */
  readonly terminalDayPoints?: number;
  /** Absent or null: none. */
  readonly lease?: LeaseAtTill | null;
  /** The terminal's clock, milliseconds since 1970; only leases are measured by it. */
  readonly nowMs?: number;
}

/**
 * Authorises a redemption. In the mode `allotment` from this terminal's lease where it suffices, online or not; otherwise by
 * a hold on the ledger; and where the ledger gives no answer in time, as the mode says: not at all (`online`), by the
 * stand-in rules of the programme, or from the lease alone. `onRecall` hears where the ledger calls points back for it first.
 */
export async function authoriseRedemption(
  desk: HoldDesk,
  request: RedeemRequest,
  onRecall?: () => void,
): Promise<Result<TransactionRedemption, RedeemRefusal>> {
  const { member, programme, points } = request;
  if (member.view.status !== 'active') {
    return fail({ code: 'memberBlocked' });
  }
  const { redeemablePoints, unsettledRedemptionPoints, confirmedPoints } = member.balance;
  const checked = checkRedemption(
    programme.redemption,
    points,
    request.totalMinor,
    redeemablePoints,
  );
  if (!checked.ok) {
    return checked;
  }
  const { valueMinor } = checked.value;
  const mode = request.mode ?? 'standIn';
  const leased = mode === 'allotment' ? fromLease(request) : null;
  if (leased?.ok === true) {
    const { leaseId } = leased.value;
    return ok({ points, valueMinor, authorisation: { kind: 'allotment', leaseId } });
  }
  if (request.online) {
    const held = await desk.place(member.view.memberId, points, onRecall);
    if (held.kind === 'held') {
      return ok({ points, valueMinor, authorisation: { kind: 'hold', holdId: held.holdId } });
    }
    if (held.kind === 'refused') {
      const { reason, message = '' } = held;
      return fail({ code: 'ledgerRefused', reason, message });
    }
  }
  if (leased !== null) {
    return leased;
  }
  if (mode === 'online') {
    return fail({ code: 'onlineOnly' });
  }
  const standIn = authoriseStandIn(programme.standIn, {
    points,
    memberStatus: member.view.status,
    redeemablePoints,
    unsettledRedemptionPoints,
    terminalDayPoints: request.terminalDayPoints ?? 0,
    stalenessMs: request.stalenessMs,
  });
  if (!standIn.ok) {
    return standIn;
  }
  const { floorLimitPoints } = standIn.value;
  const { asOf } = member.view;
  return ok({
    points,
    valueMinor,
    authorisation: { kind: 'standIn', floorLimitPoints, confirmedPoints, asOf },
  });
}

function fromLease(request: RedeemRequest): ReturnType<typeof authoriseFromLease> {
  const { lease = null, points, member } = request;
  const { status } = member.view;
  const nowMs = request.nowMs ?? Number.POSITIVE_INFINITY;
  const leftPoints = lease?.leftPoints ?? 0;
  const asked = { points, memberStatus: status, leftPoints, nowMs };
  return authoriseFromLease(lease?.lease ?? null, asked, Date.parse);
}
