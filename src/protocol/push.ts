import { z } from 'zod';
import { hashSchema, sequenceSchema } from './primitives.ts';

/** POST, signed. */
export const PUSH_PATH = '/v1/push';

/**
 * POST, signed: what the journal of an earlier enrolment of this lane still holds. Request and answer as a push; each
 * takes effect by its own id, once, whatever its sequence; there is no order and no stop.
 */
export const PUSH_CARRIED_PATH = '/v1/push/carried';

/** The most transactions one push may carry. */
export const MAXIMUM_PUSH_BATCH = 100;

/**
 * Sealed transactions of one terminal, ascending by sequence. The ledger parses them one by one: what it cannot read
 * goes to quarantine and does not keep the others back.
 */
export const pushRequestSchema = z.strictObject({
  transactions: z.array(z.unknown()).min(1).max(MAXIMUM_PUSH_BATCH),
});

/** Why the ledger stopped in a batch. Nothing from that transaction on was posted. */
export const pushStopCodes = [
  /** A transaction before it is missing: push from `expectedSequence`. */
  'sequenceGap',
  /**
   * The terminal's chain is not the one that the ledger has: it was restored from an older image, or runs twice. It must
   * not sell on under this enrolment.
   */
  'ledgerAhead',
  /** Too much of this terminal waits in quarantine already: a person has to resolve it first. */
  'quarantineFull',
  /** Of protocol version 1, where one bad transaction stopped those behind it. */
  'idReused',
  'chainBroken',
  'badSignature',
  'foreignTerminal',
  'rejected',
] as const;

/**
 * `posted` took effect now, `duplicate` had before, `parked` waits in the ledger's exceptions (e.g. an unknown card),
 * `quarantined` cannot be posted for what it is and waits for a person. All four are the ledger's from now on.
 */
const pushOutcomes = ['posted', 'duplicate', 'parked', 'quarantined'] as const;

export const pushResponseSchema = z.object({
  results: z
    .array(
      z.object({
        sequence: sequenceSchema,
        outcome: z.enum(pushOutcomes),
        /** Why it is in quarantine: a word of the ledger's and a sentence. */
        reason: z.string().max(40).optional(),
        message: z.string().max(1000).optional(),
      }),
    )
    .max(MAXIMUM_PUSH_BATCH),
  /** Where the terminal's chain now stands at the ledger; 0 and GENESIS_HASH while empty. */
  head: z.object({
    sequence: z.int().min(0),
    hash: hashSchema,
    /** False while the transaction at the head is in quarantine: its hash says nothing then. Absent in version 1. */
    verified: z.boolean().optional(),
  }),
  stopped: z
    .object({
      sequence: sequenceSchema,
      code: z.enum(pushStopCodes),
      message: z.string().max(1000),
      expectedSequence: sequenceSchema,
    })
    .nullable(),
});

export type PushRequest = z.infer<typeof pushRequestSchema>;
export type PushResponse = z.infer<typeof pushResponseSchema>;
