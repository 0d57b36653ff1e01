import { z } from 'zod';
import {
  pullExceptionsResponseSchema,
  resolveExceptionRequestSchema,
  resolveExceptionResponseSchema,
} from './exceptionQueue.ts';
import { holdResponseSchema, placeHoldRequestSchema, voidHoldRequestSchema } from './hold.ts';
import { leasesRequestSchema, leasesResponseSchema } from './leases.ts';
import { pullAccountsResponseSchema } from './pullAccounts.ts';
import { pullPagesResponseSchema } from './pullPages.ts';
import { pullReferenceResponseSchemas } from './pullReference.ts';
import { pushRequestSchema, pushResponseSchema } from './push.ts';

/** What every pull asks: where the last one ended (null at first) and how much to send at most. */
export const pullQuerySchema = z.strictObject({
  checkpoint: z.string().max(256).nullable(),
  limit: z.int().min(1).max(500),
});

/** Every exchange that a replica may have with the ledger: what is asked, and what is answered. */
export const exchangeSchemas = {
  push: { request: pushRequestSchema, response: pushResponseSchema },
  pullPages: { request: pullQuerySchema, response: pullPagesResponseSchema },
  pullAccounts: { request: pullQuerySchema, response: pullAccountsResponseSchema },
  pullProgrammes: { request: pullQuerySchema, response: pullReferenceResponseSchemas.programmes },
  pullProducts: { request: pullQuerySchema, response: pullReferenceResponseSchemas.products },
  pullOperators: { request: pullQuerySchema, response: pullReferenceResponseSchemas.operators },
  pullSettings: { request: pullQuerySchema, response: pullReferenceResponseSchemas.settings },
  placeHold: { request: placeHoldRequestSchema, response: holdResponseSchema },
  voidHold: { request: voidHoldRequestSchema, response: holdResponseSchema },
  pullExceptions: { request: pullQuerySchema, response: pullExceptionsResponseSchema },
  resolveException: {
    request: resolveExceptionRequestSchema,
    response: resolveExceptionResponseSchema,
  },
  leases: { request: leasesRequestSchema, response: leasesResponseSchema },
} as const;

export type ExchangeOperation = keyof typeof exchangeSchemas;
export type ExchangeRequest<Operation extends ExchangeOperation> = z.infer<
  (typeof exchangeSchemas)[Operation]['request']
>;
export type ExchangeResponse<Operation extends ExchangeOperation> = z.infer<
  (typeof exchangeSchemas)[Operation]['response']
>;
export type PullQuery = z.infer<typeof pullQuerySchema>;
