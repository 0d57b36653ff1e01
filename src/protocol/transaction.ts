import { z } from 'zod';
import { MAXIMUM_BASKET_LINES, type BasketLine } from '../domain/basket.ts';
import { TRANSACTION_FORMAT } from '../domain/transaction.ts';
import type {
  RedemptionAuthorisation,
  SealedTransaction,
  TransactionBody,
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

const authorisationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hold'), holdId: uuidSchema }),
  z.strictObject({
    kind: z.literal('standIn'),
    floorLimitPoints: pointCountSchema,
    confirmedPoints: pointsSchema,
    asOf: instantSchema,
  }),
]) satisfies z.ZodType<RedemptionAuthorisation>;

const redemptionSchema = z.strictObject({
  points: pointCountSchema.min(1),
  valueMinor: amountMinorSchema,
  authorisation: authorisationSchema,
}) satisfies z.ZodType<TransactionRedemption>;

const draftShape = {
  kind: z.literal('sale'),
  operatorId: idSchema,
  member: memberSchema.nullable(),
  programmeId: idSchema,
  programmeVersion: z.int().min(1),
  tierId: idSchema.nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z.array(basketLineSchema).min(1).max(MAXIMUM_BASKET_LINES),
  totalMinor: amountMinorSchema,
  accrualPoints: pointCountSchema,
  redemption: redemptionSchema.nullable(),
};

/** What the till asks the host to seal. */
export const transactionDraftSchema = z.strictObject(
  draftShape,
) satisfies z.ZodType<TransactionDraft>;

const bodySchema = z.strictObject({
  ...draftShape,
  format: z.literal(TRANSACTION_FORMAT),
  transactionId: transactionIdSchema,
  terminalId: idSchema,
  storeId: idSchema,
  sequence: sequenceSchema,
  previousHash: hashSchema,
  occurredAt: instantSchema,
  businessDate: dateSchema,
}) satisfies z.ZodType<TransactionBody>;

/** A sealed transaction, as it lies in the journal and travels to the ledger. */
export const sealedTransactionSchema = z.strictObject({
  body: bodySchema,
  hash: hashSchema,
  signature: base64Schema,
}) satisfies z.ZodType<SealedTransaction>;
