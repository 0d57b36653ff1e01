import { z } from 'zod';
import { MAXIMUM_BASKET_LINES, type BasketLine } from '../domain/basket.ts';
import { TRANSACTION_FORMAT } from '../domain/transaction.ts';
import type {
  ManagerOverride,
  RedemptionAuthorisation,
  ReturnBody,
  SaleBodyFormat1,
  SaleBodyFormat2,
  SealedTransaction,
  TransactionBody,
  TransactionClock,
  TransactionDraft,
  TransactionMember,
  TransactionRedemption,
} from '../domain/transaction.ts';
import {
  amountMinorSchema,
  base64Schema,
  cardTokenSchema,
  dateSchema,
  hashSchema,
  idSchema,
  instantSchema,
  labelSchema,
  pointCountSchema,
  pointsSchema,
  sequenceSchema,
  transactionIdSchema,
  uuidSchema,
} from './primitives.ts';

const basketLineSchema = z.strictObject({
  lineNumber: z.int().min(1).max(MAXIMUM_BASKET_LINES),
  productId: idSchema.nullable(),
  categoryId: idSchema,
  description: labelSchema,
  quantity: z.int().min(1).max(9999),
  unitPriceMinor: amountMinorSchema,
}) satisfies z.ZodType<BasketLine>;

const memberSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('member'),
    memberId: idSchema,
    cardToken: cardTokenSchema,
  }),
  z.strictObject({ kind: z.literal('unknownCard'), cardToken: cardTokenSchema }),
]) satisfies z.ZodType<TransactionMember>;

const holdSchema = z.strictObject({ kind: z.literal('hold'), holdId: uuidSchema });
const standInShape = {
  kind: z.literal('standIn'),
  floorLimitPoints: pointCountSchema,
  confirmedPoints: pointsSchema,
  asOf: instantSchema,
};

const overrideSchema = z.strictObject({
  operatorId: idSchema,
  reasonCode: idSchema,
  signature: base64Schema.nullable(),
}) satisfies z.ZodType<ManagerOverride>;

const authorisationFormat1Schema = z.discriminatedUnion('kind', [
  holdSchema,
  z.strictObject(standInShape),
]);

const authorisationSchema = z.discriminatedUnion('kind', [
  holdSchema,
  z.strictObject({ ...standInShape, override: overrideSchema.optional() }),
  z.strictObject({ kind: z.literal('allotment'), leaseId: uuidSchema }),
]) satisfies z.ZodType<RedemptionAuthorisation>;

const redemptionShape = { points: pointCountSchema.min(1), valueMinor: amountMinorSchema };

const commonShape = {
  operatorId: idSchema,
  member: memberSchema.nullable(),
  programmeId: idSchema,
  programmeVersion: z.int().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
};

const saleShape = {
  ...commonShape,
  kind: z.literal('sale'),
  tierId: idSchema.nullable(),
  lines: z.array(basketLineSchema).min(1).max(MAXIMUM_BASKET_LINES),
  totalMinor: amountMinorSchema,
  accrualPoints: pointCountSchema,
  redemption: z
    .strictObject({ ...redemptionShape, authorisation: authorisationSchema })
    .nullable() satisfies z.ZodType<TransactionRedemption | null>,
};

const returnShape = {
  ...commonShape,
  kind: z.literal('return'),
  originalTransactionId: transactionIdSchema,
  reasonCode: idSchema,
  lines: z
    .array(
      z.strictObject({
        lineNumber: z.int().min(1).max(MAXIMUM_BASKET_LINES),
        quantity: z.int().min(1).max(9999),
      }),
    )
    .min(1)
    .max(MAXIMUM_BASKET_LINES)
    .refine((lines) => new Set(lines.map(({ lineNumber }) => lineNumber)).size === lines.length, {
      message: 'a line is returned once in a transaction',
    }),
  refundMinor: amountMinorSchema,
  settledBy: z.enum(['terminal', 'ledger']),
  reversedAccrualPoints: pointCountSchema,
  restoredRedemptionPoints: pointCountSchema,
};

/** What the till asks the host to seal. */
export const transactionDraftSchema = z.discriminatedUnion('kind', [
  z.strictObject(saleShape),
  z.strictObject(returnShape),
]) satisfies z.ZodType<TransactionDraft>;

const sealedShape = {
  transactionId: transactionIdSchema,
  terminalId: idSchema,
  storeId: idSchema,
  sequence: sequenceSchema,
  previousHash: hashSchema,
  occurredAt: instantSchema,
  businessDate: dateSchema,
};

const format2Shape = {
  ...sealedShape,
  format: z.literal(TRANSACTION_FORMAT),
  clock: z.strictObject({
    offsetMs: z.int().nullable(),
    jumped: z.boolean(),
  }) satisfies z.ZodType<TransactionClock>,
};

const saleFormat1Schema = z.strictObject({
  ...saleShape,
  ...sealedShape,
  format: z.literal(1),
  redemption: z
    .strictObject({ ...redemptionShape, authorisation: authorisationFormat1Schema })
    .nullable(),
}) satisfies z.ZodType<SaleBodyFormat1>;

const saleFormat2Schema = z.strictObject({
  ...saleShape,
  ...format2Shape,
}) satisfies z.ZodType<SaleBodyFormat2>;

const returnSchema = z.strictObject({
  ...returnShape,
  ...format2Shape,
}) satisfies z.ZodType<ReturnBody>;

const bodySchema = z.discriminatedUnion('format', [
  saleFormat1Schema,
  z.discriminatedUnion('kind', [saleFormat2Schema, returnSchema]),
]) satisfies z.ZodType<TransactionBody>;

/** A sealed transaction, as it lies in the journal and travels to the ledger. */
export const sealedTransactionSchema = z.strictObject({
  body: bodySchema,
  hash: hashSchema,
  signature: base64Schema,
}) satisfies z.ZodType<SealedTransaction>;
