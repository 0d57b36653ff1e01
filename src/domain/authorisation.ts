import { assert } from './assert.ts';
import type { Programme, RedemptionMode, StandInRule } from './programme.ts';
import { fail, ok, type Result } from './result.ts';
import type { MemberStatus } from './member.ts';

/** Why the terminal may not authorise a redemption by itself. */
export type StandInRefusal =
  | { readonly code: 'memberBlocked' }
  | { readonly code: 'replicaStale'; readonly stalenessMs: number; readonly maximumMs: number }
  | { readonly code: 'aboveBalance'; readonly availablePoints: number }
  | { readonly code: 'aboveFloorLimit'; readonly availablePoints: number }
  | { readonly code: 'aboveTransactionLimit'; readonly availablePoints: number }
  | { readonly code: 'aboveTerminalDayLimit'; readonly availablePoints: number };

/** What stand-in looks at. */
export interface StandInRequest {
  readonly points: number;
  readonly memberStatus: MemberStatus;
  readonly redeemablePoints: number;
  /** This member's redemptions at this terminal that the ledger has not yet applied. */
  readonly unsettledRedemptionPoints: number;
  /** What this terminal authorised by itself within the last 24 hours, for all members. */
  readonly terminalDayPoints: number;
  /** Time since the replica was last in step with the ledger; negative where the clock was set back. */
  readonly stalenessMs: number;
}

/** The mode in which a store redeems: what its setting says, otherwise what the programme says, otherwise stand-in. */
export function redemptionModeOf(
  programme: Pick<Programme, 'redemptionMode'>,
  setting: { readonly redemptionMode?: RedemptionMode | undefined } | null,
): RedemptionMode {
  return setting?.redemptionMode ?? programme.redemptionMode ?? 'standIn';
}

/**
 * The floor limit that holds for a replica of this age: whole up to half of the maximum staleness, from there on falling
 * in a straight line, to 0 at the maximum. Also 0 for an age that is no number; a clock set back counts like one set forward.
 */
export function effectiveFloorLimitPoints(rule: StandInRule, stalenessMs: number): number {
  const ageMs = Math.abs(stalenessMs);
  const { floorLimitPoints, maximumStalenessMs } = rule;
  if (!(ageMs < maximumStalenessMs)) {
    return 0;
  }
  const leftShare = Math.min(1, (2 * (maximumStalenessMs - ageMs)) / maximumStalenessMs);
  return Math.floor(floorLimitPoints * leftShare);
}

/**
 * Decides an offline redemption. Unsettled redemptions of one member at one terminal never exceed the floor limit, so
 * that the chain's worst overspend for a member is floor limit × terminals (invariant 5); and where the rule has such a
 * limit, all that a terminal authorises by itself within 24 hours never exceeds it, whoever the members are.
 */
export function authoriseStandIn(
  rule: StandInRule,
  request: StandInRequest,
): Result<{ readonly floorLimitPoints: number }, StandInRefusal> {
  assert(
    Number.isSafeInteger(request.points) && request.points > 0,
    'points are a positive integer',
  );
  if (request.memberStatus !== 'active') {
    return fail({ code: 'memberBlocked' });
  }
  const floorLimitPoints = effectiveFloorLimitPoints(rule, request.stalenessMs);
  // Written so that a staleness that is not a number refuses, too.
  if (!(Math.abs(request.stalenessMs) < rule.maximumStalenessMs)) {
    return fail({
      code: 'replicaStale',
      stalenessMs: request.stalenessMs,
      maximumMs: rule.maximumStalenessMs,
    });
  }
  if (request.points > request.redeemablePoints) {
    return fail({ code: 'aboveBalance', availablePoints: request.redeemablePoints });
  }
  const leftPoints = Math.max(0, floorLimitPoints - request.unsettledRedemptionPoints);
  if (request.points > leftPoints) {
    return fail({ code: 'aboveFloorLimit', availablePoints: leftPoints });
  }
  const { transactionLimitPoints, terminalDayLimitPoints } = rule;
  if (transactionLimitPoints !== undefined && request.points > transactionLimitPoints) {
    return fail({ code: 'aboveTransactionLimit', availablePoints: transactionLimitPoints });
  }
  const dayLeftPoints = Math.max(
    0,
    (terminalDayLimitPoints ?? Infinity) - request.terminalDayPoints,
  );
  if (request.points > dayLeftPoints) {
    return fail({ code: 'aboveTerminalDayLimit', availablePoints: dayLeftPoints });
  }
  return ok({ floorLimitPoints });
}

/** What can be overspent at worst while all terminals are offline, manager overrides apart. */
export interface WorstOverspend {
  /** For one member. */
  readonly memberPoints: number;
  /** For all members together within 24 hours; null where the programme sets no such limit. */
  readonly dayPoints: number | null;
}

/** The bound of a redemption mode, for a chain of `terminals` terminals. */
export function worstOverspend(
  mode: RedemptionMode,
  rule: StandInRule,
  terminals: number,
): WorstOverspend {
  if (mode !== 'standIn') {
    return { memberPoints: 0, dayPoints: 0 };
  }
  const { terminalDayLimitPoints } = rule;
  return {
    memberPoints: rule.floorLimitPoints * terminals,
    dayPoints: terminalDayLimitPoints === undefined ? null : terminalDayLimitPoints * terminals,
  };
}
