import type { CardPattern } from '../../domain/identity/credential.ts';
import type { Programme } from '../../domain/programme.ts';
import { BONUS_CATEGORIES, EXCLUDED_CATEGORY } from './demoProducts.ts';
import { pick, randomOf } from './random.ts';

export const DEMO_CHAIN_NAME = 'Corner & Co.';
export const DEMO_MEMBERS = 500;
export const DEMO_SEED = 1;

/** EAN-13 of the range for numbers within a company (GS1 General Specifications: prefixes 20 to 29). */
export const demoCardPatterns: readonly CardPattern[] = [
  { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' },
];

export const demoStores = [
  { storeId: 'S01', name: 'Corner & Co. Harbour', timeZone: 'Europe/Berlin', dayEndMinutes: 0 },
  {
    storeId: 'S02',
    name: 'Corner & Co. Market Square',
    timeZone: 'Europe/Berlin',
    dayEndMinutes: 0,
  },
  {
    storeId: 'S03',
    name: 'Corner & Co. Night Shop',
    timeZone: 'Europe/Berlin',
    dayEndMinutes: 180,
  },
] as const;

/** A terminal of the demonstration and the code that enrols it. */
export interface DemoTerminal {
  readonly terminalId: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly name: string;
  readonly code: string;
}

const CODE_LETTERS = [
  'A',
  'C',
  'E',
  'F',
  'H',
  'K',
  'M',
  'P',
  'R',
  'T',
  'W',
  'X',
  '3',
  '4',
  '7',
  '9',
] as const;

/** Two terminals a store. */
export function demoTerminals(seed: number): DemoTerminal[] {
  const next = randomOf(seed, -1);
  return demoStores.flatMap((store, storeIndex) =>
    [1, 2].map((lane) => {
      const number = `0${storeIndex + 1}0${lane}`;
      const letters = Array.from({ length: 4 }, () => pick(next, CODE_LETTERS)).join('');
      return {
        terminalId: `T${number}`,
        storeId: store.storeId,
        storeName: store.name,
        name: `Lane ${lane}`,
        code: `DEMO-${number}-${letters}`,
      };
    }),
  );
}

export const demoProgramme: Programme = {
  programmeId: 'corner-points',
  version: 1,
  name: 'Corner Points',
  effectiveFrom: '2025-01-01T00:00:00.000Z',
  currency: { code: 'EUR', exponent: 2 },
  earning: {
    basePointsPerUnit: 10,
    categoryRules: [
      ...BONUS_CATEGORIES.map((categoryId) => ({
        kind: 'bonus' as const,
        categoryId,
        multiplierPermille: 2000,
      })),
      { kind: 'exclusion', categoryId: EXCLUDED_CATEGORY },
    ],
    rounding: 'floor',
    roundingScope: 'sale',
  },
  redemption: { pointsPerStep: 100, valueMinorPerStep: 100, minimumPoints: 200 },
  standIn: { floorLimitPoints: 500, maximumStalenessMs: 72 * 3_600_000 },
  tiers: [
    { tierId: 'basic', name: 'Basic', multiplierPermille: 1000 },
    { tierId: 'silver', name: 'Silver', multiplierPermille: 1250 },
    { tierId: 'gold', name: 'Gold', multiplierPermille: 1500 },
  ],
};
