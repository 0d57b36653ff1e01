import { z } from 'zod';
import { idSchema, pointCountSchema } from './primitives.ts';

/** POST, with a back-office token: closes a member's account. Idempotent. */
export const ADMIN_MEMBER_CLOSE_PATH = '/v1/admin/members/close';

/** POST, with a back-office token: opens a closed account again, with the very points. Idempotent. */
export const ADMIN_MEMBER_REOPEN_PATH = '/v1/admin/members/reopen';

const noteSchema = z
  .string()
  .min(3)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

/** What is to be closed, and what whoever asks knows to be lost with it. */
export const closeMemberRequestSchema = z.strictObject({
  memberId: idSchema,
  /** Why, in words. */
  note: noteSchema,
  /** How many points are forfeited, as a confirmation; a refusal says how many it would be. */
  forfeitPoints: pointCountSchema.nullable(),
  /** `later`: what holds and leases reserve is forfeited when they end, or spent by the sales that they are for. */
  reserved: z.literal('later').nullable(),
  /** `writeOff`: the programme bears what the member owes. */
  debt: z.literal('writeOff').nullable(),
});

export const reopenMemberRequestSchema = z.strictObject({ memberId: idSchema, note: noteSchema });

/** How an account stands after it was closed or opened again. */
export const memberClosingResponseSchema = z.object({
  memberId: idSchema,
  status: z.enum(['closed', 'active']),
  /** Points that went to breakage, or came back from it. */
  points: z.int(),
  /** Points that holds and leases still reserve. */
  reservedPoints: z.int().min(0),
});

export type CloseMemberRequest = z.infer<typeof closeMemberRequestSchema>;
export type ReopenMemberRequest = z.infer<typeof reopenMemberRequestSchema>;
export type MemberClosingResponse = z.infer<typeof memberClosingResponseSchema>;
