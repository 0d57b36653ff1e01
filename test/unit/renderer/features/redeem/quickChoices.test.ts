import { describe, expect, it } from 'vitest';
import { checkRedemption } from '../../../../../src/domain/redemption.ts';
import { quickChoices } from '../../../../../src/renderer/features/redeem/quickChoices.ts';

const rule = { pointsPerStep: 100, valueMinorPerStep: 100, minimumPoints: 250 };

describe('quick choices', () => {
  it('offers the least, about the half and the most', () => {
    expect(quickChoices(rule, 2000)).toEqual([300, 1000, 2000]);
  });

  it('offers nothing twice', () => {
    expect(quickChoices(rule, 300)).toEqual([300]);
    expect(quickChoices(rule, 500)).toEqual([300, 500]);
  });

  it('offers only what the rules allow', () => {
    for (let maximum = 300; maximum <= 5000; maximum += 100) {
      for (const points of quickChoices(rule, maximum)) {
        expect(checkRedemption(rule, points, 5000, maximum)).toMatchObject({ ok: true });
      }
    }
  });
});
