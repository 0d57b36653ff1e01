import { assert } from './assert.ts';
import type { StandInRule } from './programme.ts';
import { fail, ok, type Result } from './result.ts';

/** Why the terminal may not authorise a redemption by itself. */
export type StandInRefusal =
  | { readonly code: 'memberBlocked' }
  | { readonly code: 'replicaStale'; readonly stalenessMs: number; readonly maximumMs: number }
  | { readonly code: 'aboveBalance'; readonly availablePoints: number }
  | { readonly code: 'aboveFloorLimit'; readonly availablePoints: number };

/** What stand-in looks at. */
export interface StandInRequest {
  readonly points: number;
  readonly memberStatus: 'active' | 'blocked';
  readonly redeemablePoints: number;
  /** This member's redemptions at this terminal that the ledger has not yet applied. */
  readonly unsettledRedemptionPoints: number;
  /** Time since the replica was last in step with the ledger; negative where the clock was set back. */
  readonly stalenessMs: number;
}

/**
 * Decides an offline redemption. Unsettled redemptions of one member at one terminal never exceed the floor limit, so
 * that the chain's worst overspend for a member is floor limit × terminals (invariant 5).
 */
export function authoriseStandIn(
  rule: StandInRule,
  request: StandInRequest,
): Result<{ readonly floorLimitPoints: number }, StandInRefusal> {
  assert(
    Number.isSafeInteger(request.points) && request.points > 0,
    'points are a positive integer',
  );
  if (request.memberStatus === 'blocked') {
    return fail({ code: 'memberBlocked' });
  }
  // Written so that a staleness that is not a number refuses, too.
  if (!(Math.abs(request.stalenessMs) <= rule.maximumStalenessMs)) {
    return fail({
      code: 'replicaStale',
      stalenessMs: request.stalenessMs,
      maximumMs: rule.maximumStalenessMs,
    });
  }
  if (request.points > request.redeemablePoints) {
    return fail({ code: 'aboveBalance', availablePoints: request.redeemablePoints });
  }
  const leftPoints = Math.max(0, rule.floorLimitPoints - request.unsettledRedemptionPoints);
  if (request.points > leftPoints) {
    return fail({ code: 'aboveFloorLimit', availablePoints: leftPoints });
  }
  return ok({ floorLimitPoints: rule.floorLimitPoints });
}

/** The most points that can be overspent for one member while `terminals` terminals are all offline. */
export function worstOverspendPoints(rule: StandInRule, terminals: number): number {
  return rule.floorLimitPoints * terminals;
}
