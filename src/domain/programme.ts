import { LEASE_CLOCK_MARGIN_MS } from './lease.ts';
import type { Currency } from './money.ts';
import type { RoundingMode } from './rounding.ts';

/** A level of membership. Its multiplier applies to every point that its members earn. */
export interface Tier {
  readonly tierId: string;
  readonly name: string;
  /** Thousandths: 1000 earns the base rate, 1500 half as much again. */
  readonly multiplierPermille: number;
}

/** What a product category changes in earning: a bonus multiplies, an exclusion earns nothing. */
export type CategoryRule =
  | { readonly kind: 'bonus'; readonly categoryId: string; readonly multiplierPermille: number }
  | { readonly kind: 'exclusion'; readonly categoryId: string };

/** How points are earned. */
export interface EarningRule {
  /** Points for one major unit of the currency actually paid, before multipliers. */
  readonly basePointsPerUnit: number;
  /** At most one rule a category. */
  readonly categoryRules: readonly CategoryRule[];
  readonly rounding: RoundingMode;
  /** `line` rounds each line; `sale` rounds the sum once and spreads it over the lines by largest remainder. */
  readonly roundingScope: 'line' | 'sale';
}

/** How points are spent. */
export interface RedemptionRule {
  /** `pointsPerStep` points pay `valueMinorPerStep` minor units; points are spent in whole steps. */
  readonly pointsPerStep: number;
  readonly valueMinorPerStep: number;
  /** The least number of points that one sale may redeem. */
  readonly minimumPoints: number;
}

/** When the terminal may authorise a redemption by itself while the ledger cannot be asked. */
export interface StandInRule {
  /** The most points one member may redeem at one terminal without the ledger's knowledge. */
  readonly floorLimitPoints: number;
  /** The replica must have been in step with the ledger within this time. */
  readonly maximumStalenessMs: number;
  /** The most points that one such redemption may have; absent: only the floor limit counts. */
  readonly transactionLimitPoints?: number | undefined;
  /** The most points that one terminal may so authorise within 24 hours, for all members; absent: no such limit. */
  readonly terminalDayLimitPoints?: number | undefined;
}

/**
 * How points are redeemed. `online`: only by a hold on the ledger. `standIn`: while the ledger cannot be asked, within the
 * limits of `standIn`. `allotment`: while it cannot be asked, only from what it has leased to the terminal.
 */
export type RedemptionMode = 'online' | 'standIn' | 'allotment';

/** How the ledger leases points to terminals. */
export interface AllotmentRule {
  /** The most points that one lease may have. */
  readonly leasePoints: number;
  /** The most of a member's free points that one lease may take, thousandths. */
  readonly sharePermille: number;
  /** A lease that is not renewed lapses after this time. */
  readonly lifetimeMs: number;
}

/** What holds where a programme says nothing about allotments. */
const DEFAULT_ALLOTMENT_RULE: AllotmentRule = {
  leasePoints: 1000,
  sharePermille: 500,
  lifetimeMs: 86_400_000,
};

/** How long points wait and last. A span is counted in whole days of 24 hours from the moment of the sale. */
export interface LotRule {
  /** Earned points can be spent after so many days; 0 at once. */
  readonly vestingDays: number;
  /** Earned points expire after so many days; null never. */
  readonly expiryDays: number | null;
  /** A lot that had expired when a return restores it can be spent for so many days more. */
  readonly restoredLotGraceDays: number;
}

/** What holds where a programme says nothing about lots. */
const DEFAULT_LOT_RULE: LotRule = { vestingDays: 0, expiryDays: null, restoredLotGraceDays: 30 };

/** A version of the chain's rules. A version never changes once it is published. */
export interface Programme {
  readonly programmeId: string;
  readonly version: number;
  readonly name: string;
  /** UTC instant (ISO 8601) from which this version applies. */
  readonly effectiveFrom: string;
  readonly currency: Currency;
  readonly earning: EarningRule;
  readonly redemption: RedemptionRule;
  readonly standIn: StandInRule;
  /** Absent: `standIn`. A store's setting goes before it. */
  readonly redemptionMode?: RedemptionMode | undefined;
  /** See `allotmentRuleOf`. */
  readonly allotment?: AllotmentRule | undefined;
  /** Absent in versions that were published before there were lots: see `lotRuleOf`. */
  readonly lots?: LotRule | undefined;
  /** The first tier is that of a member without another, and of a card not yet known. */
  readonly tiers: readonly Tier[];
}

/** The tier of `tierId`, or the programme's first tier where it is unknown to this version. */
export function tierOf(programme: Programme, tierId: string | null): Tier {
  const found = programme.tiers.find((tier) => tier.tierId === tierId) ?? programme.tiers[0];
  if (found === undefined) {
    throw new RangeError('a programme has at least one tier');
  }
  return found;
}

/** How long the programme's points wait and last. */
export function lotRuleOf(programme: Programme): LotRule {
  return programme.lots ?? DEFAULT_LOT_RULE;
}

/** How the programme's points are leased. */
export function allotmentRuleOf(programme: Programme): AllotmentRule {
  return programme.allotment ?? DEFAULT_ALLOTMENT_RULE;
}

/** The version that applies at `instant`: the highest among those in effect, or null where none is yet. */
export function programmeInEffect(
  programmes: readonly Programme[],
  instantMs: number,
  parseInstantMs: (instant: string) => number,
): Programme | null {
  let best: Programme | null = null;
  for (const programme of programmes) {
    const inEffect = parseInstantMs(programme.effectiveFrom) <= instantMs;
    if (inEffect && (best === null || programme.version > best.version)) {
      best = programme;
    }
  }
  return best;
}

/** The reason why `programme` is not a usable set of rules, or null where it is. */
export function programmeFault(programme: Programme): string | null {
  const { earning, redemption, standIn, tiers } = programme;
  const lots = lotRuleOf(programme);
  const allotment = allotmentRuleOf(programme);
  const counts: readonly (readonly [string, number, number])[] = [
    ['version', programme.version, 1],
    ['basePointsPerUnit', earning.basePointsPerUnit, 0],
    ['pointsPerStep', redemption.pointsPerStep, 1],
    ['valueMinorPerStep', redemption.valueMinorPerStep, 1],
    ['minimumPoints', redemption.minimumPoints, 0],
    ['floorLimitPoints', standIn.floorLimitPoints, 0],
    ['maximumStalenessMs', standIn.maximumStalenessMs, 0],
    ['transactionLimitPoints', standIn.transactionLimitPoints ?? 0, 0],
    ['terminalDayLimitPoints', standIn.terminalDayLimitPoints ?? 0, 0],
    ['leasePoints', allotment.leasePoints, 1],
    ['sharePermille', allotment.sharePermille, 1],
    ['lifetimeMs', allotment.lifetimeMs, 2 * LEASE_CLOCK_MARGIN_MS],
    ['vestingDays', lots.vestingDays, 0],
    ['expiryDays', lots.expiryDays ?? 1, 1],
    ['restoredLotGraceDays', lots.restoredLotGraceDays, 0],
  ];
  for (const [name, count, least] of counts) {
    if (!Number.isSafeInteger(count) || count < least) {
      return `${name} must be an integer of at least ${least}`;
    }
  }
  if (lots.expiryDays !== null && lots.expiryDays <= lots.vestingDays) {
    return 'points vest before they expire';
  }
  if (allotment.sharePermille > 1000) {
    return 'no more than all of a member’s points is leased';
  }
  if (tiers.length === 0) {
    return 'a programme has at least one tier';
  }
  if (new Set(tiers.map((tier) => tier.tierId)).size !== tiers.length) {
    return 'tier ids must differ';
  }
  const categories = earning.categoryRules.map((rule) => rule.categoryId);
  if (new Set(categories).size !== categories.length) {
    return 'a category has at most one rule';
  }
  const multipliers = [
    ...tiers.map((tier) => tier.multiplierPermille),
    ...earning.categoryRules.flatMap((rule) =>
      rule.kind === 'bonus' ? [rule.multiplierPermille] : [],
    ),
  ];
  if (multipliers.some((permille) => !Number.isSafeInteger(permille) || permille < 0)) {
    return 'multipliers are non-negative integers of thousandths';
  }
  return null;
}
