import { z } from 'zod';
import { hashSchema, sequenceSchema } from './primitives.ts';
import { sealedTransactionSchema } from './transaction.ts';

/** POST, signed. */
export const PUSH_PATH = '/v1/push';

/** The most transactions one push may carry. */
export const MAXIMUM_PUSH_BATCH = 100;

/** Sealed transactions of one terminal, ascending by sequence. */
export const pushRequestSchema = z.strictObject({
  transactions: z.array(sealedTransactionSchema).min(1).max(MAXIMUM_PUSH_BATCH),
});

/** Why the ledger stopped in a batch. Nothing from that transaction on was posted. */
export const pushStopCodes = [
  /** A transaction before it is missing: push from `expectedSequence`. */
  'sequenceGap',
  /** The id or the sequence is known with another body: recorded at the ledger for a person to look at. */
  'idReused',
  /** The body does not have its hash, or its previous hash is not that of the transaction before. */
  'chainBroken',
  /** The transaction's own signature is not the terminal's. */
  'badSignature',
  /** The transaction names another terminal than the one that pushes. */
  'foreignTerminal',
  /** It breaks a rule of the ledger, e.g. an unknown programme version; see the message. */
  'rejected',
] as const;

/** `posted` took effect now, `duplicate` had before, `parked` waits in the ledger's exceptions (e.g. an unknown card). */
export const pushResponseSchema = z.object({
  results: z
    .array(
      z.object({ sequence: sequenceSchema, outcome: z.enum(['posted', 'duplicate', 'parked']) }),
    )
    .max(MAXIMUM_PUSH_BATCH),
  /** Where the terminal's chain now stands at the ledger; 0 and GENESIS_HASH while empty. */
  head: z.object({ sequence: z.int().min(0), hash: hashSchema }),
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
export type PushStopCode = (typeof pushStopCodes)[number];
