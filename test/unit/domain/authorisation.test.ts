import { describe, expect, it } from 'vitest';
import {
  authoriseStandIn,
  effectiveFloorLimitPoints,
  redemptionModeOf,
  worstOverspend,
  type StandInRequest,
} from '../../../src/domain/authorisation.ts';

const rule = { floorLimitPoints: 500, maximumStalenessMs: 60_000 };
const request: StandInRequest = {
  points: 200,
  memberStatus: 'active',
  redeemablePoints: 1000,
  unsettledRedemptionPoints: 0,
  terminalDayPoints: 0,
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
    expect(decide({ points: 1, stalenessMs: 59_000 }).ok).toBe(true);
    for (const stalenessMs of [60_000, -60_000, 60_001, Infinity, NaN]) {
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

describe('the limits of stand-in beside the floor limit', () => {
  const limited = { ...rule, transactionLimitPoints: 300, terminalDayLimitPoints: 1000 };

  it('allow one redemption up to the limit of a transaction', () => {
    expect(authoriseStandIn(limited, { ...request, points: 300 }).ok).toBe(true);
    expect(authoriseStandIn(limited, { ...request, points: 301 })).toEqual({
      ok: false,
      error: { code: 'aboveTransactionLimit', availablePoints: 300 },
    });
  });

  it('allow a terminal so many points within 24 hours, whoever the member is', () => {
    expect(authoriseStandIn(limited, { ...request, terminalDayPoints: 800 }).ok).toBe(true);
    expect(authoriseStandIn(limited, { ...request, terminalDayPoints: 801 })).toEqual({
      ok: false,
      error: { code: 'aboveTerminalDayLimit', availablePoints: 199 },
    });
  });

  it('shrink the floor limit in a straight line over the second half of the time', () => {
    const at = (stalenessMs: number) => effectiveFloorLimitPoints(rule, stalenessMs);
    expect([0, 30_000, 45_000, -45_000, 57_000, 59_999].map(at)).toEqual([
      500, 500, 250, 250, 50, 0,
    ]);
    expect([60_000, 1e12, Infinity, NaN].map(at)).toEqual([0, 0, 0, 0]);
    expect(decide({ points: 251, stalenessMs: 45_000 })).toEqual({
      ok: false,
      error: { code: 'aboveFloorLimit', availablePoints: 250 },
    });
  });
});

describe('worstOverspend', () => {
  it('is the floor limit at every terminal, and the limit of a day at every terminal', () => {
    expect(worstOverspend('standIn', rule, 6)).toEqual({ memberPoints: 3000, dayPoints: null });
    expect(worstOverspend('standIn', { ...rule, terminalDayLimitPoints: 700 }, 6)).toEqual({
      memberPoints: 3000,
      dayPoints: 4200,
    });
  });

  it('is nothing where redemption is online or from allotments', () => {
    for (const mode of ['online', 'allotment'] as const) {
      expect(worstOverspend(mode, rule, 6)).toEqual({ memberPoints: 0, dayPoints: 0 });
    }
  });
});

describe('redemptionModeOf', () => {
  it('asks the store’s setting first, then the programme, and stands in otherwise', () => {
    expect(redemptionModeOf({}, null)).toBe('standIn');
    expect(redemptionModeOf({ redemptionMode: 'online' }, {})).toBe('online');
    expect(redemptionModeOf({ redemptionMode: 'online' }, { redemptionMode: 'allotment' })).toBe(
      'allotment',
    );
  });
});
