import { z } from 'zod';
import type { MeasureRule } from '../domain/measureRule.ts';
import type { Operator } from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Programme, RedemptionMode } from '../domain/programme.ts';
import { cardPatternSchema } from './enrol.ts';
import {
  amountMinorSchema,
  base64Schema,
  idSchema,
  instantSchema,
  labelSchema,
  pointCountSchema,
} from './primitives.ts';

/** GET, signed: the collection's name follows; query `checkpoint` (opaque; absent at first) and `limit`. */
export const PULL_REFERENCE_PATH = '/v1/pull/reference/';

/** The most documents in one answer. */
export const MAXIMUM_REFERENCE_DOCUMENTS = 500;

/** The collections that the ledger owns and every terminal holds whole. */
export const referenceCollections = ['programmes', 'products', 'operators', 'settings'] as const;
export type ReferenceCollection = (typeof referenceCollections)[number];

const permilleSchema = z.int().min(0).max(1_000_000);

export const redemptionModeSchema = z.enum([
  'online',
  'standIn',
  'allotment',
]) satisfies z.ZodType<RedemptionMode>;

export const programmeSchema = z.strictObject({
  programmeId: idSchema,
  version: z.int().min(1),
  name: labelSchema,
  effectiveFrom: instantSchema,
  currency: z.strictObject({
    code: z.string().regex(/^[A-Z]{3}$/),
    exponent: z.int().min(0).max(4),
  }),
  earning: z.strictObject({
    basePointsPerUnit: z.int().min(0).max(100_000),
    categoryRules: z
      .array(
        z.discriminatedUnion('kind', [
          z.strictObject({
            kind: z.literal('bonus'),
            categoryId: idSchema,
            multiplierPermille: permilleSchema,
          }),
          z.strictObject({ kind: z.literal('exclusion'), categoryId: idSchema }),
        ]),
      )
      .max(500),
    rounding: z.enum(['floor', 'halfUp', 'halfEven']),
    roundingScope: z.enum(['line', 'sale']),
  }),
  redemption: z.strictObject({
    pointsPerStep: z.int().min(1).max(1_000_000),
    valueMinorPerStep: z.int().min(1).max(1_000_000),
    minimumPoints: pointCountSchema,
  }),
  standIn: z.strictObject({
    floorLimitPoints: pointCountSchema,
    maximumStalenessMs: z.int().min(0),
    transactionLimitPoints: pointCountSchema.optional(),
    terminalDayLimitPoints: pointCountSchema.optional(),
  }),
  redemptionMode: redemptionModeSchema.optional(),
  allotment: z
    .strictObject({
      leasePoints: pointCountSchema.min(1),
      sharePermille: z.int().min(1).max(1000),
      lifetimeMs: z
        .int()
        .min(600_000)
        .max(31 * 86_400_000),
    })
    .optional(),
  lots: z
    .strictObject({
      vestingDays: z.int().min(0).max(3650),
      expiryDays: z.int().min(1).max(36_500).nullable(),
      restoredLotGraceDays: z.int().min(0).max(3650),
    })
    .optional(),
  tiers: z
    .array(
      z.strictObject({ tierId: idSchema, name: labelSchema, multiplierPermille: permilleSchema }),
    )
    .min(1)
    .max(50),
}) satisfies z.ZodType<Programme>;

export const productSchema = z.strictObject({
  productId: idSchema,
  gtin: z.string().regex(/^[0-9]{14}$/),
  name: labelSchema,
  categoryId: idSchema,
  categoryName: labelSchema,
  priceMinor: amountMinorSchema,
}) satisfies z.ZodType<Product>;

export const pinVerifierSchema = z.strictObject({
  algorithm: z.literal('scrypt'),
  cost: z.int().min(1024).max(1_048_576),
  blockSize: z.int().min(1).max(32),
  parallelization: z.int().min(1).max(16),
  salt: base64Schema,
  key: base64Schema,
});

export const operatorSchema = z.strictObject({
  operatorId: idSchema,
  displayName: labelSchema,
  role: z.enum(['cashier', 'manager']),
  pinVerifier: pinVerifierSchema,
  overrideKey: base64Schema.optional(),
}) satisfies z.ZodType<Operator>;

/** How the chain's scales print price and weight into an EAN-13. */
export const measureRuleSchema = z.strictObject({
  kind: z.enum(['price', 'weight']),
  prefix: z.string().regex(/^[0-9]{1,6}$/),
  itemDigits: z.int().min(1).max(9),
  verifierDigits: z.int().min(0).max(1),
  decimals: z.int().min(0).max(5),
}) satisfies z.ZodType<MeasureRule>;

/** The most card formats and rules for labels of scales that a chain has. */
export const MAXIMUM_CHAIN_CARD_PATTERNS = 32;
export const MAXIMUM_CHAIN_MEASURE_RULES = 16;

/** What the chain sets for this terminal's store. One document, `settingId` "terminal". */
export const settingSchema = z.strictObject({
  settingId: z.literal('terminal'),
  storeName: labelSchema,
  terminalName: labelSchema,
  chainName: labelSchema,
  /** Terminals of the chain, for the bound on offline overspend. */
  terminalCount: z.int().min(1),
  /** Category for amounts keyed without a product. */
  openCategoryId: idSchema,
  /** How this store redeems points where it differs from the programme. */
  redemptionMode: redemptionModeSchema.optional(),
  /** Which reads are the chain's cards; absent for those that the terminal was enrolled with. */
  cardPatterns: z.array(cardPatternSchema).max(MAXIMUM_CHAIN_CARD_PATTERNS).optional(),
  /** How the chain's scales print price and weight; absent for not at all. */
  measureRules: z.array(measureRuleSchema).max(MAXIMUM_CHAIN_MEASURE_RULES).optional(),
});

/** A document with its place among changes. `removed` documents keep only their id's meaning. */
const documentOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ document: schema, removed: z.boolean() });

const responseOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({
    documents: z.array(documentOf(schema)).max(MAXIMUM_REFERENCE_DOCUMENTS),
    checkpoint: z.string().max(256),
    more: z.boolean(),
  });

/** The answer for each collection. */
export const pullReferenceResponseSchemas = {
  programmes: responseOf(programmeSchema),
  products: responseOf(productSchema),
  operators: responseOf(operatorSchema),
  settings: responseOf(settingSchema),
};

export type Setting = z.infer<typeof settingSchema>;
export type PullReferenceResponses = {
  [Name in ReferenceCollection]: z.infer<(typeof pullReferenceResponseSchemas)[Name]>;
};
