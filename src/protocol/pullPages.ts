import { z } from 'zod';
import { memberStatuses, type MemberRecord, type PendingPoints } from '../domain/member.ts';
import {
  cardTokenSchema,
  idSchema,
  instantSchema,
  labelSchema,
  pointCountSchema,
  pointsSchema,
} from './primitives.ts';

/** GET, signed: query `checkpoint` (opaque; absent at first) and `limit` (pages). */
export const PULL_PAGES_PATH = '/v1/pull/pages';

/** The most pages in one answer. */
export const MAXIMUM_PAGES = 64;

/** Cards in a page when it is cut; pages are cut by equal ranges of the token, so real pages vary around it. */
export const TARGET_CARDS_PER_PAGE = 256;

/** One card of a member. */
export const memberRecordSchema = z.strictObject({
  cardToken: cardTokenSchema,
  memberId: idSchema,
  displayName: labelSchema,
  cardLabel: labelSchema,
  tierId: idSchema,
  /** `closed` is `blocked` to terminals of protocol version 1. */
  status: z.enum(memberStatuses),
  balancePoints: pointsSchema,
  /** Absent where nothing is, and to terminals of protocol version 1. */
  pending: z
    .strictObject({ points: pointCountSchema.min(1), vestFrom: instantSchema })
    .optional() satisfies z.ZodType<PendingPoints | undefined>,
}) satisfies z.ZodType<MemberRecord>;

/**
 * A page as it travels and lies in the replica: `rows` is the JSON text of rows as `domain/memberPage.ts` writes them. One text a page keeps the first fill from paying for a million objects on its way through four processes;
 * a look-up parses and validates the one page that it needs.
 */
export const memberPageSchema = z.strictObject({
  /** The first `bits` bits of the token as a number, i.e. the page's index from 0. */
  index: z.int().min(0),
  rows: z.string().max(1_000_000),
  /** Rows in the page. */
  count: z.int().min(0).max(8192),
  asOf: instantSchema,
  /** The asking terminal's transactions up to here are in the balances. */
  appliedSequence: z.int().min(0),
});

/** Pages of one generation; a fill is complete when `checkpoint.done` says so. */
export const pullPagesResponseSchema = z.object({
  /** Names this cut of pages; a new one replaces all pages of the old. */
  generation: z.string().max(64),
  /** Pages are cut by the first `bits` bits of the token: there are 2^bits pages. */
  bits: z.int().min(0).max(20),
  pages: z.array(memberPageSchema).max(MAXIMUM_PAGES),
  /** Cards in the chain when the generation was cut, for the progress bar. */
  totalCards: z.int().min(0),
  /** Hand back to get the next pages. */
  checkpoint: z.string().max(256),
  done: z.boolean(),
  /** Where pulling of single accounts starts, for this generation: no change after it can be missed. */
  accountsCheckpoint: z.string().max(256),
});

export type MemberPage = z.infer<typeof memberPageSchema>;
export type PullPagesResponse = z.infer<typeof pullPagesResponseSchema>;
