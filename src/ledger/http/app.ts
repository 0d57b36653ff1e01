import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../domain/result.ts';
import { ENROL_PATH, enrolRequestSchema } from '../../protocol/enrol.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { HEALTH_PATH, OPENAPI_PATH, READY_PATH } from '../../protocol/health.ts';
import { STREAM_PATH } from '../../protocol/stream.ts';
import { PROTOCOL_VERSION_HEADER, SERVED_PROTOCOL_VERSIONS } from '../../protocol/version.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { createAttemptLimit } from '../enrolment/attemptLimit.ts';
import { enrol } from '../enrolment/enrol.ts';
import { schemaState } from '../migrations/migrate.ts';
import { errorCode } from '../storage/retry.ts';
import { DatabaseUnavailable } from '../storage/sql.ts';
import { topics } from '../stream/changes.ts';
import { changedSince, eventIdNow } from '../stream/eventId.ts';
import { openStreams, type Streams } from '../stream/streams.ts';
import { sendError, sendTooManyAttempts } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { errorInVersion1, inVersion1 } from './formerShapes.ts';
import { storeModeOf } from '../leases/redemptionMode.ts';
import { openApiDocument } from './openApi.ts';
import { addAdminRoutes } from './adminRoutes.ts';
import { addMetricsRoute } from './metricsRoute.ts';
import { bytesOf, headerOf, parametersOf, parseJson } from './requestParts.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** A full batch of the largest transactions that the schemas allow. */
const BODY_LIMIT_BYTES = 24 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 60_000;

/** What terminals of protocol version 1 do not know. */
const LATER_TOPICS: ReadonlySet<string> = new Set(['exceptions', 'leases']);

/** Hears of what went wrong inside; the text names no member, card or person. */
export type LogError = (text: string) => void;

/** The ledger's HTTP interface, not yet listening. */
export function createApp(
  context: LedgerContext,
  logError: LogError,
): { readonly app: FastifyInstance; readonly streams: Streams } {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (error, _request, reply) => void sendError(reply, errorFor(error, logError)),
  });
  const streams = openStreams(context.changes, { eventId: () => eventIdNow(context) });
  // Bodies stay bytes until their signature was checked.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => sendError(reply, errorFor(error, logError)));
  app.setNotFoundHandler((_request, reply) =>
    sendError(reply, { code: 'notFound', message: 'There is nothing at this address.' }),
  );
  addOpenRoutes(app, context);
  addAdminRoutes(app, context);
  addMetricsRoute(app, context);
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => handleSigned(context, route, request, reply),
    });
  }
  app.get(STREAM_PATH, async (request, reply) => {
    const terminal = await admitRequest(context, request, false);
    if (!terminal.ok) {
      return sendError(reply, terminal.error);
    }
    reply.hijack();
    const { terminalId } = terminal.value;
    const isFormer = headerOf(request, PROTOCOL_VERSION_HEADER) === '1';
    const client = {
      terminalId,
      first: async () =>
        (await changedSince(context, terminalId, headerOf(request, 'last-event-id'))) ?? topics,
      knows: isFormer ? topics.filter((topic) => !LATER_TOPICS.has(topic)) : topics,
    };
    if (!streams.add(client, reply.raw)) {
      reply.raw.writeHead(503, { 'retry-after': '30' }).end();
    }
    return undefined;
  });
  return { app, streams };
}

function addOpenRoutes(app: FastifyInstance, context: LedgerContext): void {
  app.get(HEALTH_PATH, (_request, reply) => reply.send({ status: 'ok' }));
  app.get(READY_PATH, async (_request, reply) => {
    const { tooNew } = await context.sql.transaction('snapshot', schemaState);
    return tooNew === null
      ? reply.send({ status: 'ready' })
      : sendError(reply, { code: 'unavailable', message: 'The schema is not this ledger’s.' });
  });
  app.get(OPENAPI_PATH, (_request, reply) => reply.send(openApiDocument()));
  const attempts = createAttemptLimit(context.clock);
  app.post(ENROL_PATH, async (request, reply) => {
    const input = checkVersion(request) ?? parseJson(bytesOf(request));
    const parsed = input.ok ? enrolRequestSchema.safeParse(input.value) : null;
    if (parsed?.success !== true) {
      const message = 'The request is not an enrolment code and a public key.';
      return sendError(reply, input.ok ? { code: 'badRequest', message } : input.error);
    }
    const waitSeconds = attempts.waitSeconds(request.ip);
    if (waitSeconds > 0) {
      return sendTooManyAttempts(reply, waitSeconds, 'enrolment codes');
    }
    const answer = await enrol(context, parsed.data);
    if (!answer.ok && answer.error.code === 'enrolmentCodeUnknown') {
      attempts.wrong(request.ip);
    }
    if (!answer.ok) {
      return sendError(reply, answer.error);
    }
    const former = headerOf(request, PROTOCOL_VERSION_HEADER) === '1';
    return reply.send(former ? inVersion1(ENROL_PATH, answer.value, null) : answer.value);
  });
}

async function handleSigned(
  context: LedgerContext,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const terminal = await admitRequest(context, request, route.revokedToo);
  if (!terminal.ok) {
    return sendError(reply, terminal.error);
  }
  if (route.demonstration && context.chain.demonstration === null) {
    return sendError(reply, {
      code: 'notFound',
      message: 'This ledger does not serve the demonstration chain.',
    });
  }
  const input = route.method === 'POST' ? parseJson(bytesOf(request)) : ok(parametersOf(request));
  if (!input.ok) {
    return sendError(reply, input.error);
  }
  const { terminalId } = terminal.value;
  const protocolVersion = Number(headerOf(request, PROTOCOL_VERSION_HEADER));
  const answer = await route.handle(context, terminalId, input.value, protocolVersion);
  const former = protocolVersion === 1;
  if (!answer.ok) {
    return sendError(reply, former ? errorInVersion1(answer.error) : answer.error);
  }
  if (!former) {
    return reply.send(answer.value);
  }
  const mode = await storeModeOf(context, terminalId);
  return reply.send(inVersion1(route.path, answer.value, mode));
}

async function admitRequest(
  context: LedgerContext,
  request: FastifyRequest,
  revokedToo: boolean,
): Promise<Result<{ readonly terminalId: string }, LedgerError>> {
  const incoming = {
    method: request.method,
    target: request.raw.url ?? '',
    header: (name: string) => headerOf(request, name),
    body: bytesOf(request),
  };
  return checkVersion(request) ?? authenticate(context, incoming, revokedToo);
}

function checkVersion(
  request: FastifyRequest,
): { readonly ok: false; readonly error: LedgerError } | null {
  const version = headerOf(request, PROTOCOL_VERSION_HEADER);
  return SERVED_PROTOCOL_VERSIONS.some((served) => version === String(served))
    ? null
    : fail({
        code: 'protocolVersion',
        message: `This ledger speaks protocol versions ${SERVED_PROTOCOL_VERSIONS.join(' and ')}; update the terminal or the ledger.`,
      });
}

function errorFor(error: unknown, logError: LogError): LedgerError {
  if (error instanceof DatabaseUnavailable) {
    logError(error.message);
    return {
      code: 'unavailable',
      message: 'The ledger’s database does not answer; try again later.',
    };
  }
  if (errorCode(error) === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { code: 'payloadTooLarge', message: `The body exceeds ${BODY_LIMIT_BYTES} bytes.` };
  }
  if (errorCode(error).startsWith('FST_')) {
    return { code: 'badRequest', message: 'The request is malformed.' };
  }
  logError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { code: 'internal', message: 'The ledger failed; its log says why.' };
}
