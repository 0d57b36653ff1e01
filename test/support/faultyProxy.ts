import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a network or a ledger in trouble does to a request. */
export const proxyFaults = [
  /** Nobody answers: the connection is closed at once. */
  'away',
  /** The ledger has done it, and the answer is lost. */
  'answerLost',
  /** The ledger gets it twice; the second answer comes back. */
  'doubled',
  /** The answer ends in its middle. */
  'cut',
  /** A captive portal answers in the ledger's place. */
  'portal',
  'failing',
  'busy',
  /** The answer comes late and byte by byte. */
  'slow',
  /** An answer of the right form that says nothing true. */
  'nonsense',
] as const;
export type ProxyFault = (typeof proxyFaults)[number];

/** A way to a ledger that goes wrong as the test says. */
export interface FaultyProxy {
  readonly url: string;
  /** What the next requests meet; null for none. Streams that stand are closed at a change. */
  setFault(fault: ProxyFault | null): void;
  /** How many requests met each fault. */
  readonly met: ReadonlyMap<ProxyFault, number>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Starts a proxy of HTTP to the ledger that `target` names. */
export async function startFaultyProxy(target: () => string): Promise<FaultyProxy> {
  let fault: ProxyFault | null = null;
  const met = new Map<ProxyFault, number>();
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    const present = fault;
    if (present !== null) {
      met.set(present, (met.get(present) ?? 0) + 1);
    }
    if (request.url?.startsWith('/v1/stream') === true && present === null) {
      streams.add(response);
      pipeStream(target(), request, response);
      response.once('close', () => streams.delete(response));
      return;
    }
    serve(target(), present, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the proxy has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    met,
    setFault(next) {
      fault = next;
      streams.forEach((stream) => stream.destroy());
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  target: string,
  fault: ProxyFault | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = Buffer.concat(await request.toArray());
  const forward = () => ask(target, request, body);
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'away':
      response.destroy();
      return;
    case 'answerLost':
      await forward();
      response.destroy();
      return;
    case 'doubled':
      await forward();
      send(response, await forward());
      return;
    case 'cut': {
      const answer = await forward();
      response.writeHead(answer.status, answer.headers);
      response.write(answer.body.subarray(0, answer.body.length / 2));
      await sleep(20);
      response.destroy();
      return;
    }
    case 'portal':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
      return;
    case 'failing':
      response.writeHead(500, json).end('{"error":');
      return;
    case 'busy':
      response.writeHead(429, { ...json, 'retry-after': '1' }).end('{}');
      return;
    case 'slow': {
      const answer = await forward();
      response.writeHead(answer.status, answer.headers);
      for (const byte of answer.body.subarray(0, 20)) {
        await sleep(20);
        response.write(Buffer.of(byte));
      }
      response.end(answer.body.subarray(20));
      return;
    }
    case 'nonsense':
      response
        .writeHead(200, { ...json, date: 'Thu, 01 Jan 1970 00:00:00 GMT' })
        .end('{"results":[],"head":{"sequence":-1,"hash":"no"},"stopped":"__proto__"}');
      return;
    case null:
      send(response, await forward());
  }
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

function ask(target: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, headers } = request;
  return new Promise((resolve, reject) => {
    const onward = httpRequest(`${target}${request.url ?? '/'}`, { method, headers }, (answer) => {
      answer.toArray().then((pieces: Buffer[]) => {
        const { date, 'content-type': type } = answer.headers;
        resolve({
          status: answer.statusCode ?? 502,
          headers: { ...(date === undefined ? {} : { date }), 'content-type': type ?? '' },
          body: Buffer.concat(pieces),
        });
      }, reject);
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

function pipeStream(target: string, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const onward = httpRequest(`${target}${request.url ?? '/'}`, { headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  onward.end();
}
