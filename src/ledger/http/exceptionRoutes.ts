import { z } from 'zod';
import { ok } from '../../domain/result.ts';
import {
  EXCEPTION_RESOLVE_PATH,
  EXCEPTIONS_PATH,
  exceptionIdSchema,
  exceptionListSchema,
  exceptionQuerySchema,
  MAXIMUM_EXCEPTIONS,
  PULL_EXCEPTIONS_PATH,
} from '../../protocol/exceptionQueue.ts';
import { exchangeSchemas } from '../../protocol/exchange.ts';
import { idSchema } from '../../protocol/primitives.ts';
import { listExceptions } from '../exceptions/listExceptions.ts';
import { pullExceptions } from '../exceptions/pullExceptions.ts';
import { resolveAtTerminal } from '../exceptions/resolveAtTerminal.ts';
import { storeOf } from '../exceptions/storeOf.ts';
import { pullInputSchema, route, type Route } from './route.ts';

/** The query of a list as it stands in the URL. */
export const exceptionListInputSchema = z
  .object({
    status: z.enum(['open', 'resolved']).optional(),
    reason: z.string().min(1).max(40).optional(),
    storeId: idSchema.optional(),
    after: exceptionIdSchema.optional(),
    limit: z.coerce.number().optional(),
  })
  .transform(({ status, reason, storeId, after, limit }) => ({
    status: status ?? null,
    reason: reason ?? null,
    storeId: storeId ?? null,
    after: after ?? null,
    limit: limit ?? MAXIMUM_EXCEPTIONS,
  }))
  .pipe(exceptionQuerySchema);

/** What a manager at a terminal sees and decides of the exceptions of the store. */
export const exceptionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: PULL_EXCEPTIONS_PATH,
    summary: 'Exceptions of the store that changed since the checkpoint',
    request: pullInputSchema,
    response: exchangeSchemas.pullExceptions.response,
    handle: async (context, terminalId, query) =>
      ok(await pullExceptions(context, terminalId, query)),
  }),
  route({
    method: 'GET',
    path: EXCEPTIONS_PATH,
    summary: 'Exceptions of the store, open or resolved',
    request: exceptionListInputSchema,
    response: exceptionListSchema,
    handle: async (context, terminalId, query) => {
      const storeId = await context.sql.transaction('snapshot', (session) =>
        storeOf(session, terminalId),
      );
      return ok(await listExceptions(context, { ...query, storeId }));
    },
  }),
  route({
    method: 'POST',
    path: EXCEPTION_RESOLVE_PATH,
    summary: 'Resolves an exception of the store as its manager decided',
    request: exchangeSchemas.resolveException.request,
    response: exchangeSchemas.resolveException.response,
    handle: async (context, terminalId, request) => {
      const resolved = await resolveAtTerminal(context, terminalId, request);
      return resolved.ok ? ok({ exception: resolved.value }) : resolved;
    },
  }),
];
