import { describe, expect, it } from 'vitest';
import {
  programmeFault,
  programmeInEffect,
  tierOf,
  type Programme,
} from '../../../src/domain/programme.ts';

const programme: Programme = {
  programmeId: 'demo',
  version: 1,
  name: 'Demo',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  currency: { code: 'EUR', exponent: 2 },
  earning: { basePointsPerUnit: 1, categoryRules: [], rounding: 'floor', roundingScope: 'line' },
  redemption: { pointsPerStep: 100, valueMinorPerStep: 100, minimumPoints: 0 },
  standIn: { floorLimitPoints: 0, maximumStalenessMs: 0 },
  tiers: [
    { tierId: 'basic', name: 'Basic', multiplierPermille: 1000 },
    { tierId: 'gold', name: 'Gold', multiplierPermille: 1500 },
  ],
};

describe('programmeInEffect', () => {
  const versions = [
    { ...programme, version: 2, effectiveFrom: '2026-06-01T00:00:00.000Z' },
    { ...programme, version: 1 },
    { ...programme, version: 3, effectiveFrom: '2026-12-01T00:00:00.000Z' },
  ];
  const at = (instant: string) =>
    programmeInEffect(versions, Date.parse(instant), Date.parse)?.version ?? null;

  it('is the highest version that has begun, from its very instant', () => {
    expect(at('2026-05-31T23:59:59.999Z')).toBe(1);
    expect(at('2026-06-01T00:00:00.000Z')).toBe(2);
    expect(at('2027-01-01T00:00:00.000Z')).toBe(3);
  });

  it('is none before the first', () => {
    expect(at('2025-12-31T23:59:59.999Z')).toBeNull();
    expect(programmeInEffect([], 0, Date.parse)).toBeNull();
  });

  it('never is a version whose beginning cannot be read', () => {
    const unreadable = { ...programme, version: 9, effectiveFrom: 'soon' };
    expect(programmeInEffect([unreadable], Date.now(), Date.parse)).toBeNull();
  });
});

describe('tierOf', () => {
  it('finds the tier, or the first where it is not known', () => {
    expect(tierOf(programme, 'gold').tierId).toBe('gold');
    expect(tierOf(programme, 'platinum').tierId).toBe('basic');
    expect(tierOf(programme, null).tierId).toBe('basic');
  });
});

describe('programmeFault', () => {
  it('finds nothing wrong with a usable programme', () => {
    expect(programmeFault(programme)).toBeNull();
  });

  it.each<[string, Programme]>([
    ['version', { ...programme, version: 0 }],
    ['pointsPerStep', { ...programme, redemption: { ...programme.redemption, pointsPerStep: 0 } }],
    [
      'valueMinorPerStep',
      { ...programme, redemption: { ...programme.redemption, valueMinorPerStep: 0.5 } },
    ],
    ['floorLimitPoints', { ...programme, standIn: { ...programme.standIn, floorLimitPoints: -1 } }],
    ['at least one tier', { ...programme, tiers: [] }],
    ['tier ids must differ', { ...programme, tiers: [...programme.tiers, ...programme.tiers] }],
    [
      'a category has at most one rule',
      {
        ...programme,
        earning: {
          ...programme.earning,
          categoryRules: [
            { kind: 'exclusion', categoryId: 'books' },
            { kind: 'bonus', categoryId: 'books', multiplierPermille: 2000 },
          ],
        },
      },
    ],
    [
      'multipliers',
      { ...programme, tiers: [{ tierId: 'basic', name: 'Basic', multiplierPermille: -1 }] },
    ],
  ])('names what is wrong: %s', (part, faulty) => {
    expect(programmeFault(faulty)).toContain(part);
  });
});
