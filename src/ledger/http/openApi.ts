import { z } from 'zod';
import { ENROL_PATH, enrolRequestSchema, enrolResponseSchema } from '../../protocol/enrol.ts';
import { ledgerErrorSchema } from '../../protocol/error.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { STREAM_PATH } from '../../protocol/stream.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const jsonOf = (schema: z.ZodType, io: 'input' | 'output'): object => ({
  'application/json': { schema: z.toJSONSchema(schema, { io, unrepresentable: 'any' }) },
});

const refusal = {
  description: 'Refused, with a reason',
  content: jsonOf(ledgerErrorSchema, 'output'),
};

const answer = (response: z.ZodType): object => ({
  200: { description: 'Done', content: jsonOf(response, 'output') },
  default: refusal,
});

function parametersOf(request: z.ZodType, path: string): object[] {
  const { properties = {} } = z
    .object({ properties: z.record(z.string(), z.unknown()).optional() })
    .parse(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(properties).map(([name, schema]) => {
    const inPath = path.includes(`:${name}`);
    return { name, in: inPath ? 'path' : 'query', required: inPath, schema };
  });
}

function operationOf(route: Route): object {
  const input =
    route.method === 'POST'
      ? { requestBody: { required: true, content: jsonOf(route.request, 'input') } }
      : { parameters: parametersOf(route.request, route.path) };
  return {
    summary: route.summary,
    security: [{ messageSignature: [] }],
    ...input,
    responses: answer(route.response),
  };
}

/** The OpenAPI 3.1 description, made from the schemas that the ledger parses by. */
export function openApiDocument(): object {
  const signed = routes.map((route): [string, object] => [
    route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}'),
    { [route.method.toLowerCase()]: operationOf(route) },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Loyalty ledger', version: String(PROTOCOL_VERSION) },
    paths: {
      [ENROL_PATH]: {
        post: {
          summary: 'Makes a machine a terminal of the chain, with a one-time code',
          requestBody: { required: true, content: jsonOf(enrolRequestSchema, 'input') },
          responses: answer(enrolResponseSchema),
        },
      },
      ...Object.fromEntries(signed),
      [STREAM_PATH]: {
        get: {
          summary: 'Server-sent events that say when to pull',
          security: [{ messageSignature: [] }],
          responses: {
            200: { description: 'Events', content: { 'text/event-stream': {} } },
            default: refusal,
          },
        },
      },
    },
    components: {
      securitySchemes: {
        messageSignature: {
          type: 'http',
          scheme: 'signature',
          description: 'HTTP Message Signatures (RFC 9421) by the terminal’s Ed25519 key',
        },
      },
    },
  };
}
