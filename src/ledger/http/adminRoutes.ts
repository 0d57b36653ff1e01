import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  ADMIN_EXCEPTION_RESOLVE_PATH,
  ADMIN_EXCEPTIONS_PATH,
  adminResolveSchema,
} from '../../protocol/exceptionQueue.ts';
import {
  ADMIN_MEMBER_CLOSE_PATH,
  ADMIN_MEMBER_REOPEN_PATH,
  closeMemberRequestSchema,
  reopenMemberRequestSchema,
} from '../../protocol/memberClosing.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { closeMember } from '../closing/closeMember.ts';
import { reopenMember } from '../closing/reopenMember.ts';
import { createAttemptLimit } from '../enrolment/attemptLimit.ts';
import { adminOf } from '../exceptions/adminToken.ts';
import { listExceptions } from '../exceptions/listExceptions.ts';
import { resolveException } from '../exceptions/resolveException.ts';
import { sendError, sendTooManyAttempts } from './answer.ts';
import { exceptionListInputSchema } from './exceptionRoutes.ts';
import { bytesOf, parametersOf, parseJson } from './requestParts.ts';

/** Adds the back office's routes: a bearer token (RFC 6750) that the command line issued opens them. */
export function addAdminRoutes(app: FastifyInstance, context: LedgerContext): void {
  const attempts = createAttemptLimit(context.clock);
  const admit = async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ readonly name: string } | null> => {
    const waitSeconds = attempts.waitSeconds(request.ip);
    if (waitSeconds > 0) {
      await sendTooManyAttempts(reply, waitSeconds, 'tokens');
      return null;
    }
    const admin = await adminOf(context, request.headers.authorization);
    if (admin === null) {
      attempts.wrong(request.ip);
      await sendError(reply.header('www-authenticate', 'Bearer'), {
        code: 'notAuthorised',
        message: 'The back office needs a token that is good: npm run ledger -- admin token.',
      });
    }
    return admin;
  };
  app.get(ADMIN_EXCEPTIONS_PATH, async (request, reply) => {
    if ((await admit(request, reply)) === null) {
      return reply;
    }
    const query = await parsed(reply, exceptionListInputSchema, parametersOf(request));
    return query === null ? reply : reply.send(await listExceptions(context, query));
  });
  app.post(ADMIN_EXCEPTION_RESOLVE_PATH, async (request, reply) => {
    const admin = await admit(request, reply);
    if (admin === null) {
      return reply;
    }
    const json = parseJson(bytesOf(request));
    const decision = await parsed(reply, adminResolveSchema, json.ok ? json.value : null);
    if (decision === null) {
      return reply;
    }
    const actor = { name: `back office: ${admin.name}`, storeId: null };
    const resolved = await resolveException(context, actor, decision);
    return resolved.ok
      ? reply.send({ exception: resolved.value })
      : sendError(reply, resolved.error);
  });
  app.post(ADMIN_MEMBER_CLOSE_PATH, async (request, reply) => {
    const admin = await admit(request, reply);
    const json = parseJson(bytesOf(request));
    const asked =
      admin === null
        ? null
        : await parsed(reply, closeMemberRequestSchema, json.ok ? json.value : null);
    if (admin === null || asked === null) {
      return reply;
    }
    const closed = await closeMember(context, `back office: ${admin.name}`, asked);
    return closed.ok ? reply.send(closed.value) : sendError(reply, closed.error);
  });
  app.post(ADMIN_MEMBER_REOPEN_PATH, async (request, reply) => {
    const admin = await admit(request, reply);
    const json = parseJson(bytesOf(request));
    const asked =
      admin === null
        ? null
        : await parsed(reply, reopenMemberRequestSchema, json.ok ? json.value : null);
    if (admin === null || asked === null) {
      return reply;
    }
    const reopened = await reopenMember(context, `back office: ${admin.name}`, asked);
    return reopened.ok ? reply.send(reopened.value) : sendError(reply, reopened.error);
  });
}

async function parsed<Schema extends z.ZodType>(
  reply: FastifyReply,
  schema: Schema,
  value: unknown,
): Promise<z.infer<Schema> | null> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const where = result.error.issues[0]?.path.join('.') ?? '';
  await sendError(reply, {
    code: 'badRequest',
    message: `The request does not have the expected shape at "${where}".`.slice(0, 500),
  });
  return null;
}
