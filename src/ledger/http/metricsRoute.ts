import type { FastifyInstance, FastifyRequest } from 'fastify';
import { METRICS_PATH } from '../../protocol/health.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { createAttemptLimit } from '../enrolment/attemptLimit.ts';
import { adminOf } from '../exceptions/adminToken.ts';
import { ledgerMetrics } from '../metrics/ledgerMetrics.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../metrics/prometheusText.ts';
import { RequestCounts } from '../metrics/requestCounts.ts';
import { sendError, sendTooManyAttempts } from './answer.ts';

/**
 * Adds the metrics for Prometheus. They are open to this very machine; from elsewhere, and through a proxy, a token of the
 * back office opens them.
 */
export function addMetricsRoute(app: FastifyInstance, context: LedgerContext): void {
  const counts = new RequestCounts();
  const attempts = createAttemptLimit(context.clock);
  app.addHook('onResponse', (request, reply, done) => {
    counts.note(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime);
    done();
  });
  app.get(METRICS_PATH, async (request, reply) => {
    if (!isLocal(request)) {
      const waitSeconds = attempts.waitSeconds(request.ip);
      if (waitSeconds > 0) {
        return sendTooManyAttempts(reply, waitSeconds, 'tokens');
      }
      if ((await adminOf(context, request.headers.authorization)) === null) {
        attempts.wrong(request.ip);
        return sendError(reply.header('www-authenticate', 'Bearer'), {
          code: 'notAuthorised',
          message: 'From another machine, the metrics need a token of the back office.',
        });
      }
    }
    const families = [...(await ledgerMetrics(context)), ...counts.families()];
    return reply.type(PROMETHEUS_CONTENT_TYPE).send(prometheusText(families));
  });
}

function isLocal({ ip, headers }: FastifyRequest): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers['forwarded'] ?? headers['via'];
  return forwarded === undefined && /^(?:127\.|::1$|::ffff:127\.)/.test(ip);
}
