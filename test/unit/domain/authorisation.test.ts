import { describe, expect, it } from 'vitest';
import {
  authoriseStandIn,
  worstOverspendPoints,
  type StandInRequest,
} from '../../../src/domain/authorisation.ts';

const rule = { floorLimitPoints: 500, maximumStalenessMs: 60_000 };
const request: StandInRequest = {
  points: 200,
  memberStatus: 'active',
  redeemablePoints: 1000,
  unsettledRedemptionPoints: 0,
  stalenessMs: 1000,
};
const decide = (changes: Partial<StandInRequest>) =>
  authoriseStandIn(rule, { ...request, ...changes });

describe('authoriseStandIn', () => {
  it('allows up to the floor limit and not a point more', () => {
    expect(decide({ points: 500 })).toEqual({ ok: true, value: { floorLimitPoints: 500 } });
    expect(decide({ points: 501 })).toEqual({
      ok: false,
      error: { code: 'aboveFloorLimit', availablePoints: 500 },
    });
  });

  it('counts redemptions that the ledger has not applied against the floor limit', () => {
    expect(decide({ points: 200, unsettledRedemptionPoints: 300 }).ok).toBe(true);
    expect(decide({ points: 201, unsettledRedemptionPoints: 300 })).toEqual({
      ok: false,
      error: { code: 'aboveFloorLimit', availablePoints: 200 },
    });
    expect(decide({ points: 1, unsettledRedemptionPoints: 900 })).toEqual({
      ok: false,
      error: { code: 'aboveFloorLimit', availablePoints: 0 },
    });
  });

  it('never lets a member spend more than the till knows of', () => {
    expect(decide({ points: 200, redeemablePoints: 199 })).toEqual({
      ok: false,
      error: { code: 'aboveBalance', availablePoints: 199 },
    });
  });

  it('refuses a blocked member before anything else', () => {
    expect(decide({ memberStatus: 'blocked', stalenessMs: Infinity })).toEqual({
      ok: false,
      error: { code: 'memberBlocked' },
    });
  });

  it('refuses a replica that is out of step, a clock set back and a time that is not known', () => {
    expect(decide({ stalenessMs: 60_000 }).ok).toBe(true);
    for (const stalenessMs of [60_001, -60_001, Infinity, NaN]) {
      expect(decide({ stalenessMs })).toEqual({
        ok: false,
        error: { code: 'replicaStale', stalenessMs, maximumMs: 60_000 },
      });
    }
  });

  it('holds a redemption of nothing, of less or of a fraction to be a defect', () => {
    for (const points of [0, -1, 0.5, NaN]) {
      expect(() => decide({ points })).toThrow('points are a positive integer');
    }
  });
});

describe('worstOverspendPoints', () => {
  it('is the floor limit at every terminal', () => {
    expect(worstOverspendPoints(rule, 6)).toBe(3000);
    expect(worstOverspendPoints({ ...rule, floorLimitPoints: 0 }, 6)).toBe(0);
  });
});
