import { z } from 'zod';
import type { CardPattern } from '../domain/identity/credential.ts';
import type { Store } from '../domain/store.ts';
import { base64Schema, hashSchema, idSchema, labelSchema } from './primitives.ts';

/** POST, unsigned: the one-time code is the proof. */
export const ENROL_PATH = '/v1/enrol';

/** A new terminal presents its code and the public half of the key that it will sign with. */
export const enrolRequestSchema = z.strictObject({
  /** As the IT person types it; case and dashes do not matter. */
  code: z.string().min(4).max(64),
  /** Raw Ed25519 public key, 32 bytes, base64. */
  publicKey: base64Schema.length(44),
});

/** Which numbers are loyalty cards of the chain. Protocol version 1 has no fields behind `checkDigit`. */
export const cardPatternSchema = z.strictObject({
  scheme: z.enum(['number', 'gsrn', 'uid']),
  prefix: z.string().max(32),
  length: z.int().min(1).max(64),
  checkDigit: z.enum(['none', 'gs1', 'luhn']),
  longest: z.int().min(1).max(64).exactOptional(),
  em4100Bits: z.literal([24, 32, 40]).exactOptional(),
  trackField: z
    .strictObject({
      track: z.literal([1, 2, 3]),
      field: z.int().min(1).max(9),
      from: z.int().min(1).max(200),
    })
    .exactOptional(),
}) satisfies z.ZodType<CardPattern>;

/** A shop of the chain. */
export const storeSchema = z.strictObject({
  storeId: idSchema,
  name: labelSchema,
  businessDay: z.strictObject({
    timeZone: z.string().max(64),
    dayEndMinutes: z.int().min(0).max(720),
  }),
}) satisfies z.ZodType<Store>;

/** What makes the terminal part of the chain. The token key belongs in the key store at once. */
export const enrolResponseSchema = z.object({
  terminalId: idSchema,
  terminalName: labelSchema,
  chainName: labelSchema,
  store: storeSchema,
  /** HMAC-SHA-256 key of 32 bytes for card tokens, base64; the same for the whole chain. */
  tokenKey: base64Schema.length(44),
  cardPatterns: z.array(cardPatternSchema).max(32),
  /** Where the terminal's chain stands at the ledger; sequence 0 and GENESIS_HASH for a new one. */
  head: z.object({ sequence: z.int().min(0), hash: hashSchema }),
  /** True for the demonstration chain, whose cards may be shown on screen. */
  demonstration: z.boolean(),
});

export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type EnrolResponse = z.infer<typeof enrolResponseSchema>;
