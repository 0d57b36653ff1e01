import type { FastifyReply } from 'fastify';
import type { LedgerError, LedgerErrorCode } from '../../protocol/error.ts';

const statuses: Record<LedgerErrorCode, number> = {
  badRequest: 400,
  protocolVersion: 426,
  unknownTerminal: 401,
  terminalRevoked: 403,
  badSignature: 401,
  clockSkew: 401,
  enrolmentCodeUnknown: 404,
  enrolmentCodeUsed: 409,
  enrolmentCodeExpired: 403,
  memberUnknown: 404,
  memberBlocked: 409,
  insufficientPoints: 409,
  pointsLeased: 409,
  holdConflict: 409,
  holdUnknown: 404,
  notManager: 403,
  notAuthorised: 401,
  exceptionUnknown: 404,
  exceptionResolved: 409,
  exceptionUndecidable: 409,
  notFound: 404,
  payloadTooLarge: 413,
  unavailable: 503,
  internal: 500,
};

/** The HTTP status (RFC 9110) of a refusal. */
export function statusOf(code: LedgerErrorCode): number {
  return statuses[code];
}

/** Answers with a refusal. */
export async function sendError(reply: FastifyReply, error: LedgerError): Promise<void> {
  await reply.code(statusOf(error.code)).send({ error });
}

/** Answers who tried too many wrong enrolment codes or tokens (RFC 6585, section 4; RFC 9110, 10.2.3). */
export async function sendTooManyAttempts(
  reply: FastifyReply,
  waitSeconds: number,
  what: 'enrolment codes' | 'tokens',
): Promise<void> {
  const minutes = Math.ceil(waitSeconds / 60);
  const message = `Too many wrong ${what} came from this address. Wait ${minutes} minutes, check what you typed, then try again.`;
  const error: LedgerError = { code: 'unavailable', message };
  await reply.code(429).header('retry-after', String(waitSeconds)).send({ error });
}
