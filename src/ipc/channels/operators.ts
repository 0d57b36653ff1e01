import { z } from 'zod';

const pinVerifierSchema = z.strictObject({
  algorithm: z.literal('scrypt'),
  cost: z.int().min(1024).max(1_048_576),
  blockSize: z.int().min(1).max(32),
  parallelization: z.int().min(1).max(16),
  salt: z.string().max(1024),
  key: z.string().max(1024),
});

const idSchema = z.string().min(1).max(64);
const pinSchema = z.string().regex(/^[0-9]{4,8}$/);

export const operatorChannels = {
  /** Checks a PIN offline. Wrong ones slow the next try, also across a restart of the terminal. */
  'operators.verifyPin': {
    request: z.strictObject({
      operatorId: idSchema,
      /** As what the operator signs on. */
      role: z.enum(['cashier', 'manager']),
      pin: pinSchema,
      verifier: pinVerifierSchema,
    }),
    response: z.object({
      verified: z.boolean(),
      /** How long sign-on stays closed for this operator, milliseconds; 0 when it is open. */
      retryAfterMs: z.number().min(0),
    }),
  },
  /**
   * Asks a manager, by the PIN, to allow a redemption that the terminal refuses: for one transaction, and for a few
   * minutes. Wrong PINs count as at sign-on.
   */
  'operators.grantOverride': {
    request: z.strictObject({
      operatorId: idSchema,
      pin: pinSchema,
      verifier: pinVerifierSchema,
      overrideKey: z.string().max(1024),
      reasonCode: idSchema,
      memberId: idSchema,
      points: z.int().min(1),
    }),
    response: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('granted'),
        /** Belongs into the sale's redemption as it is. */
        override: z.object({
          operatorId: idSchema,
          reasonCode: idSchema,
          signature: z.string().max(1024).nullable(),
        }),
      }),
      z.object({
        kind: z.literal('refused'),
        /** How long this operator's PIN is not looked at, milliseconds; 0 when it is. */
        retryAfterMs: z.number().min(0),
      }),
    ]),
  },
  /** The sale has changed or is abandoned: what a manager allowed for it is allowed no more. */
  'operators.dropOverride': { request: z.strictObject({}), response: z.object({}) },
} as const;
