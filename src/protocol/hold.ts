import { z } from 'zod';
import {
  idSchema,
  instantSchema,
  pointCountSchema,
  pointsSchema,
  uuidSchema,
} from './primitives.ts';

/** POST, signed: places a hold. Idempotent by `holdId`; the same id with other values is `holdConflict`. */
export const HOLDS_PATH = '/v1/holds';

/** POST, signed: voids a hold that is still pending. Idempotent. Capture is the push of the sale that names the hold. */
export const HOLD_VOID_PATH = '/v1/holds/void';

/** A hold lapses after this time unless it is captured or voided; a sale that comes later still posts. */
export const HOLD_LIFETIME_MS = 15 * 60_000;

export const placeHoldRequestSchema = z.strictObject({
  holdId: uuidSchema,
  memberId: idSchema,
  points: pointCountSchema.min(1),
});

export const voidHoldRequestSchema = z.strictObject({ holdId: uuidSchema, memberId: idSchema });

/** pending → posted (captured by its sale) | voided | expired. */
export const holdResponseSchema = z.object({
  holdId: uuidSchema,
  memberId: idSchema,
  points: pointCountSchema,
  state: z.enum(['pending', 'posted', 'voided', 'expired']),
  expiresAt: instantSchema,
  /** What the member may still spend beside this hold. */
  availablePoints: pointsSchema,
});

export type PlaceHoldRequest = z.infer<typeof placeHoldRequestSchema>;
export type VoidHoldRequest = z.infer<typeof voidHoldRequestSchema>;
export type HoldResponse = z.infer<typeof holdResponseSchema>;
