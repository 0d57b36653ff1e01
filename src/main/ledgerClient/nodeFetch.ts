import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { HttpAnswer, HttpFetch, HttpRequest } from './httpFetch.ts';

/** So many requests to the ledger may be under way at once; the rest wait their turn. */
const MAXIMUM_SOCKETS = 16;

/** The answer is compressed although nothing else than plain was accepted; it is not opened. */
export const ENCODED_ANSWER = 'ERR_ENCODED_ANSWER';

/**
 * The way to the network in plain Node. Unlike the global `fetch` it goes through the proxy that the environment names
 * (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in either case), says what is wrong with a certificate, and takes plain answers only: nothing
 * is unpacked, so no small answer can become a giant one.
 */
export function createNodeFetch(
  environment: Readonly<Record<string, string | undefined>>,
): HttpFetch {
  const settings = { keepAlive: true, maxSockets: MAXIMUM_SOCKETS, proxyEnv: environment };
  const plain = new HttpAgent(settings);
  const secure = new HttpsAgent(settings);
  return (url, request) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
        agent: isSecure ? secure : plain,
        method: request.method,
        headers: headersOf(request),
        signal: request.signal,
      });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        // Whoever stopped reading half-way has cancelled the stream already.
        incoming.on('error', () => undefined);
        const encoding = incoming.headers['content-encoding'] ?? 'identity';
        if (encoding !== 'identity') {
          outgoing.destroy(Object.assign(new Error('encoded answer'), { code: ENCODED_ANSWER }));
          return;
        }
        const answer: HttpAnswer = {
          status: incoming.statusCode ?? 0,
          headers: { get: (name) => headerText(incoming.headers[name.toLowerCase()]) },
          body: Readable.toWeb(incoming),
        };
        resolve(answer);
      });
      outgoing.end(request.body);
    });
}

function headersOf({ headers, body }: HttpRequest): Record<string, string> {
  return {
    ...headers,
    'accept-encoding': 'identity',
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

function headerText(value: string | string[] | undefined): string | null {
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}
