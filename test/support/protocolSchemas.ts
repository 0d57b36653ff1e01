import type { z } from 'zod';
import { demoCardsResponseSchema } from '../../src/protocol/demoCards.ts';
import { enrolRequestSchema, enrolResponseSchema } from '../../src/protocol/enrol.ts';
import { ledgerErrorSchema } from '../../src/protocol/error.ts';
import { exchangeSchemas } from '../../src/protocol/exchange.ts';
import { streamEventSchema } from '../../src/protocol/stream.ts';
import { sealedTransactionSchema } from '../../src/protocol/transaction.ts';

/** Every message between terminal and ledger, by a name of its own. */
export const protocolSchemas: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(
    Object.entries(exchangeSchemas).flatMap(
      ([name, { request, response }]): [string, z.ZodType][] => [
        [`${name} request`, request],
        [`${name} response`, response],
      ],
    ),
  ),
  'enrol request': enrolRequestSchema,
  'enrol response': enrolResponseSchema,
  error: ledgerErrorSchema,
  'stream event': streamEventSchema,
  'demo cards response': demoCardsResponseSchema,
  'sealed transaction': sealedTransactionSchema,
};
