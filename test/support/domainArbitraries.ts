import fc from 'fast-check';
import type { BasketLine } from '../../src/domain/basket.ts';
import type { CategoryRule, Programme } from '../../src/domain/programme.ts';
import { maximumRedeemablePoints } from '../../src/domain/redemption.ts';
import type {
  ReturnDraft,
  SaleDraft,
  TransactionDraft,
  TransactionMember,
} from '../../src/domain/transaction.ts';

const categories = ['dairy', 'bakery', 'tobacco', 'books', 'open'] as const;

/** A category that some rules name and some do not. */
export const categoryId = fc.constantFrom(...categories);

const categoryRules: fc.Arbitrary<CategoryRule[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      kind: fc.constant('bonus' as const),
      categoryId,
      multiplierPermille: fc.integer({ min: 0, max: 5000 }),
    }),
    fc.record({ kind: fc.constant('exclusion' as const), categoryId }),
  ),
  { selector: (rule) => rule.categoryId, maxLength: 4 },
);

/** A usable programme. */
export const programme: fc.Arbitrary<Programme> = fc.record({
  programmeId: fc.constant('demo'),
  version: fc.integer({ min: 1, max: 9 }),
  name: fc.constant('Demo'),
  effectiveFrom: fc.constant('2026-01-01T00:00:00.000Z'),
  currency: fc.record({ code: fc.constant('EUR'), exponent: fc.integer({ min: 0, max: 4 }) }),
  earning: fc.record({
    basePointsPerUnit: fc.integer({ min: 0, max: 20 }),
    categoryRules,
    rounding: fc.constantFrom('floor', 'halfUp', 'halfEven'),
    roundingScope: fc.constantFrom('line', 'sale'),
  }),
  redemption: fc.record({
    pointsPerStep: fc.integer({ min: 1, max: 200 }),
    valueMinorPerStep: fc.integer({ min: 1, max: 200 }),
    minimumPoints: fc.integer({ min: 0, max: 1000 }),
  }),
  standIn: fc.record({
    floorLimitPoints: fc.integer({ min: 0, max: 1000 }),
    maximumStalenessMs: fc.integer({ min: 0, max: 86_400_000 }),
  }),
  tiers: fc
    .array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 4 })
    .map((multipliers) =>
      multipliers.map((multiplierPermille, index) => ({
        tierId: `tier-${index}`,
        name: `Tier ${index}`,
        multiplierPermille,
      })),
    ),
});

/** Lines of a basket, numbered from 1. */
export const basketLines: fc.Arbitrary<BasketLine[]> = fc
  .array(
    fc.record({
      productId: fc.option(fc.stringMatching(/^p[0-9]{1,4}$/)),
      categoryId,
      description: fc.string({ maxLength: 20 }).filter((text) => /^[^\p{Cc}\p{Cs}]*$/u.test(text)),
      quantity: fc.integer({ min: 1, max: 50 }),
      unitPriceMinor: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
      ),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) => lines.map((line, index) => ({ ...line, lineNumber: index + 1 })));

/** A programme, a basket, a tier and a redemption that the programme allows for it. */
export const saleInput = fc
  .record({
    programme,
    lines: basketLines,
    tier: fc.option(fc.nat({ max: 5 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    balancePoints: fc.integer({ min: 0, max: 200_000 }),
  })
  .map(({ programme: rules, lines, tier, share, balancePoints }) => {
    const totalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
    const { pointsPerStep, minimumPoints } = rules.redemption;
    const most = maximumRedeemablePoints(rules.redemption, totalMinor, balancePoints);
    const wanted = Math.floor((most * share) / pointsPerStep) * pointsPerStep;
    return {
      programme: rules,
      lines,
      tierId: tier === null ? null : `tier-${tier}`,
      redemptionPoints: wanted < minimumPoints ? 0 : wanted,
    };
  });

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`), { size: 'max' });

/** A lower-case UUID. */
export const uuid = fc.uuid();

const member: fc.Arbitrary<TransactionMember | null> = fc.option(
  fc.oneof(
    fc.record({
      kind: fc.constant('member' as const),
      memberId: fc.constantFrom('m1', 'm2', 'm3'),
      cardToken: hex(32),
    }),
    fc.record({ kind: fc.constant('unknownCard' as const), cardToken: hex(32) }),
  ),
);

/** A sale that a till may ask to seal; the points need not follow from any programme. */
export const anySaleDraft: fc.Arbitrary<SaleDraft> = fc
  .record({
    kind: fc.constant('sale' as const),
    operatorId: fc.constantFrom('op-1', 'op-2'),
    member,
    programmeId: fc.constant('demo'),
    programmeVersion: fc.integer({ min: 1, max: 9 }),
    tierId: fc.option(fc.constantFrom('tier-0', 'tier-1')),
    currency: fc.constantFrom('EUR', 'CHF'),
    lines: basketLines,
    accrualPoints: fc.integer({ min: 0, max: 10_000 }),
    redemption: fc.option(
      fc.record({
        points: fc.integer({ min: 1, max: 5000 }),
        valueMinor: fc.integer({ min: 0, max: 5000 }),
        authorisation: fc.oneof(
          fc.record({ kind: fc.constant('hold' as const), holdId: uuid }),
          fc.record({
            kind: fc.constant('standIn' as const),
            floorLimitPoints: fc.nat({ max: 1000 }),
            confirmedPoints: fc.integer({ min: -100, max: 5000 }),
            asOf: fc.constant('2026-11-22T09:00:00.000Z'),
          }),
          fc.record({ kind: fc.constant('allotment' as const), leaseId: uuid }),
        ),
      }),
    ),
  })
  .map((draft) => ({
    ...draft,
    totalMinor: draft.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0),
  }));

/** A return that a till may ask to seal. */
const returnDraft: fc.Arbitrary<ReturnDraft> = fc.record({
  kind: fc.constant('return' as const),
  operatorId: fc.constantFrom('op-1', 'op-2'),
  member,
  programmeId: fc.constant('demo'),
  programmeVersion: fc.integer({ min: 1, max: 9 }),
  currency: fc.constantFrom('EUR', 'CHF'),
  originalTransactionId: uuid.map((id) => `t1:${id}`),
  reasonCode: fc.constantFrom('damaged', 'postVoid'),
  lines: fc.uniqueArray(
    fc.record({
      lineNumber: fc.integer({ min: 1, max: 12 }),
      quantity: fc.integer({ min: 1, max: 50 }),
    }),
    { selector: ({ lineNumber }) => lineNumber, minLength: 1, maxLength: 4 },
  ),
  refundMinor: fc.integer({ min: 0, max: 100_000 }),
  settledBy: fc.constantFrom('terminal', 'ledger'),
  reversedAccrualPoints: fc.integer({ min: 0, max: 10_000 }),
  restoredRedemptionPoints: fc.integer({ min: 0, max: 10_000 }),
});

/** What a till may ask to seal. */
export const transactionDraft: fc.Arbitrary<TransactionDraft> = fc.oneof(
  { weight: 3, arbitrary: anySaleDraft },
  { weight: 1, arbitrary: returnDraft },
);

/** A body with just what the balance rule looks at. */
export function bodyOf<Draft extends TransactionDraft>(
  draft: Draft,
  context: { readonly sequence: number; readonly terminalId?: string },
) {
  const terminalId = context.terminalId ?? 't1';
  return {
    ...draft,
    format: 2 as const,
    transactionId: `${terminalId}:00000000-0000-7000-8000-${String(context.sequence).padStart(12, '0')}`,
    terminalId,
    storeId: 's1',
    sequence: context.sequence,
    previousHash: '0'.repeat(64),
    occurredAt: '2026-11-22T09:30:00.000Z',
    businessDate: '2026-11-22',
    clock: { offsetMs: null, jumped: false },
  };
}
