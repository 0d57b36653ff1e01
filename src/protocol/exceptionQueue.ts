import { z } from 'zod';
import type { StoreException } from '../domain/storeException.ts';
import { idSchema, instantSchema, pointsSchema, transactionIdSchema } from './primitives.ts';

/** GET, signed: the exceptions of the terminal's store; query as `exceptionQuerySchema`. */
export const EXCEPTIONS_PATH = '/v1/exceptions';

/** POST, signed: a manager of the store resolves one. Idempotent: the same resolution again changes nothing. */
export const EXCEPTION_RESOLVE_PATH = '/v1/exceptions/resolve';

/** GET, signed: query `checkpoint` and `limit`; the exceptions of the terminal's store that changed. */
export const PULL_EXCEPTIONS_PATH = '/v1/pull/exceptions';

/** GET, with a back-office token: the exceptions of the whole chain. */
export const ADMIN_EXCEPTIONS_PATH = '/v1/admin/exceptions';

/** POST, with a back-office token. */
export const ADMIN_EXCEPTION_RESOLVE_PATH = '/v1/admin/exceptions/resolve';

/** The most exceptions in one answer. */
export const MAXIMUM_EXCEPTIONS = 200;

/**
 * What a person decides: `acknowledged` (seen, nothing to do), `adjusted` (points are put right by an adjustment of
 * their own), `posted` (what was in quarantine takes effect), `dismissed` (it never will). `healed` is the ledger's own: the
 * reason went away, e.g. the card was linked.
 */
export const exceptionResolutions = [
  'acknowledged',
  'adjusted',
  'posted',
  'dismissed',
  'healed',
] as const;

/** An exception's name: 32 hexadecimal digits. */
export const exceptionIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** One finding that a person should see. It names ids only, nothing personal. */
export const exceptionSchema = z.object({
  exceptionId: exceptionIdSchema,
  /** A word of the ledger's, e.g. "overdraft"; a newer ledger may know more of them than this terminal. */
  reason: z.string().min(1).max(40),
  storeId: idSchema,
  terminalId: idSchema,
  /** 0 where it concerns no single transaction. */
  sequence: z.int().min(0),
  transactionId: transactionIdSchema.nullable(),
  memberId: idSchema.nullable(),
  detail: z.string().max(1000),
  status: z.enum(['open', 'resolved']),
  seenCount: z.int().min(1),
  firstSeenAt: instantSchema,
  lastSeenAt: instantSchema,
  resolution: z.enum(exceptionResolutions).nullable(),
  /** An operator's id, "back office: <name>", or "ledger". */
  resolvedBy: z.string().max(100).nullable(),
  resolvedAt: instantSchema.nullable(),
  note: z.string().max(500).nullable(),
}) satisfies z.ZodType<StoreException>;

/** What a list shows; `after` is the last exception's id of the page before. Newest last. */
export const exceptionQuerySchema = z.strictObject({
  status: z.enum(['open', 'resolved']).nullable(),
  reason: z.string().min(1).max(40).nullable(),
  /** Only for the back office; a terminal sees its own store. */
  storeId: idSchema.nullable(),
  after: exceptionIdSchema.nullable(),
  limit: z.int().min(1).max(MAXIMUM_EXCEPTIONS),
});

export const exceptionListSchema = z.object({
  exceptions: z.array(exceptionSchema).max(MAXIMUM_EXCEPTIONS),
  more: z.boolean(),
});

const noteSchema = z
  .string()
  .min(3)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

const decisionShape = {
  exceptionId: exceptionIdSchema,
  resolution: z.enum(['acknowledged', 'adjusted', 'posted', 'dismissed']),
  /** What the member's balance changes by; only with `adjusted`. */
  points: pointsSchema.nullable(),
  /** Why, in words. */
  note: noteSchema,
};

/** A decision of the back office. */
export const adminResolveSchema = z.strictObject(decisionShape);

/** A decision of a manager at a terminal. */
export const resolveExceptionRequestSchema = z.strictObject({
  ...decisionShape,
  operatorId: idSchema,
});

export const resolveExceptionResponseSchema = z.object({ exception: exceptionSchema });

export const pullExceptionsResponseSchema = z.object({
  documents: z
    .array(z.object({ document: exceptionSchema, removed: z.boolean() }))
    .max(MAXIMUM_EXCEPTIONS),
  checkpoint: z.string().max(256),
  more: z.boolean(),
});

export type ExceptionQuery = z.infer<typeof exceptionQuerySchema>;
export type ExceptionDecision = z.infer<typeof adminResolveSchema>;
export type ResolveExceptionRequest = z.infer<typeof resolveExceptionRequestSchema>;
