import { authoriseStandIn, type StandInRefusal } from '../../../domain/authorisation.ts';
import type { Programme } from '../../../domain/programme.ts';
import { checkRedemption, type RedemptionRefusal } from '../../../domain/redemption.ts';
import { fail, ok, type Result } from '../../../domain/result.ts';
import type { TransactionRedemption } from '../../../domain/transaction.ts';
import type { HoldDesk } from './holdDesk.ts';
import type { MemberAtTill } from '../../stores/tillData.ts';

/** Why points cannot be redeemed now. */
export type RedeemRefusal =
  RedemptionRefusal | StandInRefusal | { readonly code: 'ledgerRefused'; readonly reason: string };

/** What a redemption is decided on. */
export interface RedeemRequest {
  readonly points: number;
  readonly totalMinor: number;
  readonly programme: Programme;
  readonly member: MemberAtTill;
  readonly online: boolean;
  /** Time since the replica was last in step with the ledger; infinite where it never was. */
  readonly stalenessMs: number;
}

/**
 * Authorises a redemption: online by a hold on the ledger, and where the ledger gives no answer in time by the
 * stand-in rules of the programme.
 */
export async function authoriseRedemption(
  desk: HoldDesk,
  request: RedeemRequest,
): Promise<Result<TransactionRedemption, RedeemRefusal>> {
  const { member, programme, points } = request;
  if (member.view.status === 'blocked') {
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
  if (request.online) {
    const held = await desk.place(member.view.memberId, points);
    if (held.kind === 'held') {
      return ok({ points, valueMinor, authorisation: { kind: 'hold', holdId: held.holdId } });
    }
    if (held.kind === 'refused') {
      return fail({ code: 'ledgerRefused', reason: held.reason });
    }
  }
  const standIn = authoriseStandIn(programme.standIn, {
    points,
    memberStatus: member.view.status,
    redeemablePoints,
    unsettledRedemptionPoints,
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
