import { z } from 'zod';
import { memberRecordSchema } from './pullPages.ts';
import { instantSchema } from './primitives.ts';

/** GET, signed: query `checkpoint` (required; see pullPages) and `limit`. */
export const PULL_ACCOUNTS_PATH = '/v1/pull/accounts';

/** The most records in one answer. */
export const MAXIMUM_ACCOUNTS = 500;

/** Cards whose member changed since the checkpoint, each once with its newest state. */
export const pullAccountsResponseSchema = z.object({
  accounts: z
    .array(
      memberRecordSchema.extend({
        /** The card is no longer linked to a member. */
        removed: z.boolean(),
      }),
    )
    .max(MAXIMUM_ACCOUNTS),
  asOf: instantSchema,
  appliedSequence: z.int().min(0),
  checkpoint: z.string().max(256),
  /** True while more waits behind this answer. */
  more: z.boolean(),
  /** The checkpoint is of another ledger or too old: fill pages again. */
  refill: z.boolean(),
});

export type PullAccountsResponse = z.infer<typeof pullAccountsResponseSchema>;
