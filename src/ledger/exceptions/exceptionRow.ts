import { z } from 'zod';
import type { StoreException } from '../../domain/storeException.ts';

/** The columns of an exception as it travels, of `posting_exception e`. */
export const EXCEPTION_COLUMNS = `e.exception_id AS "exceptionId", e.reason, e.store_id AS "storeId",
  e.terminal_id AS "terminalId", e.sequence, e.transaction_id AS "transactionId", e.member_id AS "memberId", e.detail,
  e.status, e.seen_count AS "seenCount", e.first_seen_at AS "firstSeenAt", e.last_seen_at AS "lastSeenAt",
  e.resolution, e.resolved_by AS "resolvedBy", e.resolved_at AS "resolvedAt", e.note`;

/** A timestamp of the database, or one that was read already. */
const instant = z
  .union([z.date(), z.string()])
  .transform((value) => (typeof value === 'string' ? value : value.toISOString()));

/** A row of `EXCEPTION_COLUMNS`. */
export const exceptionRow = z.object({
  exceptionId: z.string(),
  reason: z.string(),
  storeId: z.string(),
  terminalId: z.string(),
  sequence: z.int(),
  transactionId: z.string().nullable(),
  memberId: z.string().nullable(),
  detail: z.string(),
  status: z.enum(['open', 'resolved']),
  seenCount: z.int(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  resolution: z.enum(['acknowledged', 'adjusted', 'posted', 'dismissed', 'healed']).nullable(),
  resolvedBy: z.string().nullable(),
  resolvedAt: instant.nullable(),
  note: z.string().nullable(),
}) satisfies z.ZodType<StoreException>;
