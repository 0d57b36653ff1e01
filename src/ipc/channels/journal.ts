import { z } from 'zod';
import { protocolRecordSchema } from '../json.ts';

/** The most transactions in one answer of `journal.read`. */
export const MAXIMUM_JOURNAL_READ = 200;

export const journalStatusSchema = z.object({
  sequence: z.int().min(0),
  hash: z.string().length(64),
  /** Damage found in the middle of the journal at start: kept aside and reported, never repaired in silence. */
  damage: z
    .array(z.object({ segment: z.string().max(200), message: z.string().max(500) }))
    .max(100),
  /** Why nothing may be approved until support has helped, for the person at the till; null while all is well. */
  stopped: z.string().max(1000).nullable(),
  /** The journal's transactions come after this one: those up to it were pruned, or were before the enrolment. */
  startSequence: z.int().min(0),
  /** The ledger has confirmed every transaction up to this one. */
  confirmedSequence: z.int().min(0),
  /** Room on the journal's disk: `onReserve` sells on in the last of it, `full` approves nothing until there is more. */
  space: z.enum(['ample', 'short', 'onReserve', 'full']),
  /** The latest jump of the computer's clock, milliseconds, forwards positive; null where there is none to tell of. */
  clockJumpMs: z.number().nullable(),
});

export const journalChannels = {
  /** Seals a draft, appends and fsyncs it. Only an answer with `ok` is an approval (invariant 1). */
  'journal.append': {
    request: z.strictObject({ draft: protocolRecordSchema }),
    response: z.object({ transaction: protocolRecordSchema }),
  },
  /** Sealed transactions with a sequence above `afterSequence`, ascending. */
  'journal.read': {
    request: z.strictObject({
      afterSequence: z.int().min(0),
      limit: z.int().min(1).max(MAXIMUM_JOURNAL_READ),
    }),
    response: z.object({ transactions: z.array(protocolRecordSchema).max(MAXIMUM_JOURNAL_READ) }),
  },
  /**
   * The last transaction that the replica holds. Where the journal lacks it, an older copy of the journal was restored:
   * then nothing is approved from then on, and the status says so.
   */
  'journal.witness': {
    request: z.strictObject({ sequence: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    response: z.object({}),
  },
  'journal.status': { request: z.strictObject({}), response: journalStatusSchema },
} as const;

export type JournalStatus = z.infer<typeof journalStatusSchema>;
