import { z } from 'zod';

const pinVerifierSchema = z.strictObject({
  algorithm: z.literal('scrypt'),
  cost: z.int().min(1024).max(1_048_576),
  blockSize: z.int().min(1).max(32),
  parallelization: z.int().min(1).max(16),
  salt: z.string().max(1024),
  key: z.string().max(1024),
});

export const operatorChannels = {
  /** Checks a PIN offline. Wrong ones slow the next try, also across a restart of the terminal. */
  'operators.verifyPin': {
    request: z.strictObject({
      operatorId: z.string().min(1).max(64),
      pin: z.string().regex(/^[0-9]{4,8}$/),
      verifier: pinVerifierSchema,
    }),
    response: z.object({
      verified: z.boolean(),
      /** How long sign-on stays closed for this operator, milliseconds; 0 when it is open. */
      retryAfterMs: z.number().min(0),
    }),
  },
} as const;
