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

/**
 * A terminal gives a hold back that no sale followed for so long. The ledger does so by its own clock only where the terminal
 * cannot say it (protocol version 1) or must not sell any more (revoked); a sale that comes later still posts.
 */
export const HOLD_LIFETIME_MS = 15 * 60_000;

/** From this protocol version on terminals say of holds that they are over, with their leases: see `givenBackHolds`. */
export const HOLDS_GIVEN_BACK_SINCE = 2;

export const placeHoldRequestSchema = z.strictObject({
  holdId: uuidSchema,
  memberId: idSchema,
  points: pointCountSchema.min(1),
});

/** What names a hold. The member is the one that holds it now: holds move when members are merged. */
export const holdNameSchema = z.strictObject({ memberId: idSchema, holdId: uuidSchema });

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

export type HoldName = z.infer<typeof holdNameSchema>;
export type PlaceHoldRequest = z.infer<typeof placeHoldRequestSchema>;
export type VoidHoldRequest = z.infer<typeof voidHoldRequestSchema>;
export type HoldResponse = z.infer<typeof holdResponseSchema>;
