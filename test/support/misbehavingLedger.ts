import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** How the server answers its next request. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** A real HTTP server that answers as the test says. */
export interface MisbehavingLedger {
  readonly url: string;
  readonly seen: SeenRequest[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startMisbehavingLedger(first: Behaviour): Promise<MisbehavingLedger> {
  let behaviour = first;
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body };
      seen.push(one);
      behaviour(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    behave: (next) => {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): Behaviour {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const piece of request) {
    body += String(piece);
  }
  return body;
}
