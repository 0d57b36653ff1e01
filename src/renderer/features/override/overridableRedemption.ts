import { effectiveFloorLimitPoints } from '../../../domain/authorisation.ts';
import { isOverridable } from '../../../domain/managerOverride.ts';
import { redemptionValueMinor } from '../../../domain/redemption.ts';
import type {
  ManagerOverride,
  RedemptionAuthorisation,
  TransactionRedemption,
} from '../../../domain/transaction.ts';
import type { RedeemRefusal, RedeemRequest } from '../redeem/authoriseRedemption.ts';

/** A redemption that the terminal refuses by itself, and that a manager may allow: nobody has yet. */
export interface OverridableRedemption extends TransactionRedemption {
  readonly authorisation: Extract<RedemptionAuthorisation, { kind: 'standIn' }>;
}

/** What a manager may allow of a refused redemption; null where nobody may. */
export function overridableOf(
  { points, programme, member, mode, stalenessMs }: RedeemRequest,
  refusal: RedeemRefusal,
): OverridableRedemption | null {
  if (!isOverridable(refusal.code)) {
    return null;
  }
  const standsIn = (mode ?? 'standIn') === 'standIn';
  return {
    points,
    valueMinor: redemptionValueMinor(programme.redemption, points),
    authorisation: {
      kind: 'standIn',
      floorLimitPoints: standsIn ? effectiveFloorLimitPoints(programme.standIn, stalenessMs) : 0,
      confirmedPoints: member.balance.confirmedPoints,
      asOf: member.view.asOf,
    },
  };
}

/** The redemption with the manager's override in it. */
export function overriddenBy(
  { points, valueMinor, authorisation }: OverridableRedemption,
  override: ManagerOverride,
): TransactionRedemption {
  return { points, valueMinor, authorisation: { ...authorisation, override } };
}
