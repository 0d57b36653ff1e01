import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What stands between a till and its ledger. */
export const obstacles = [
  /** A network that asks for a sign-in first answers everything with a page of its own. */
  'captivePortal',
  /** Something in the way lets no request with a body through: 413. */
  'smallBodies',
  /** 429 with Retry-After. */
  'tooMany',
  /** The answer begins and never comes to an end. */
  'slowLoris',
  /** The certificate is not one that this computer trusts. */
  'foreignCertificate',
  /** Nothing listens. */
  'nobody',
] as const;
export type Obstacle = (typeof obstacles)[number];

/** A way to a ledger over TLS, on which a test puts obstacles. */
export interface HostileWay {
  readonly url: string;
  /** Lets nothing but `obstacle` be met from now on, null for nothing; every connection that stands is cut. */
  put(obstacle: Obstacle | null): Promise<void>;
  close(): Promise<void>;
}

/** The file of the authority whose certificate the way has: NODE_EXTRA_CA_CERTS. */
export const WAY_AUTHORITY = new URL('../fixtures/certificates/ca.pem', import.meta.url);
const DRIP_MS = 50;

/** Opens a way to the ledger at `ledgerUrl`, on a free port of this computer, which it keeps. */
export async function openHostileWay(ledgerUrl: string): Promise<HostileWay> {
  let present: Obstacle | null = null;
  const sockets = new Set<Socket>();
  const server = createServer(identity('good.pem'), (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    answer(present, ledgerUrl, request, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      sockets.forEach((socket) => socket.destroy());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    async put(obstacle) {
      present = obstacle;
      if (server.listening) {
        await stop();
      }
      server.setSecureContext(
        identity(obstacle === 'foreignCertificate' ? 'selfSigned.pem' : 'good.pem'),
      );
      if (obstacle !== 'nobody') {
        await listen(port);
      }
    },
    close: async () => {
      if (server.listening) {
        await stop();
      }
    },
  };
}

function answer(
  obstacle: Obstacle | null,
  ledgerUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (obstacle) {
    case 'captivePortal':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
      return;
    case 'tooMany':
      response.writeHead(429, { 'retry-after': '2' }).end('slow down');
      return;
    case 'slowLoris': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), DRIP_MS);
      response.once('close', () => clearInterval(drip));
      return;
    }
    case 'smallBodies':
      if (request.method === 'POST') {
        response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>Too large</h1>');
        return;
      }
      passOn(ledgerUrl, request, response);
      return;
    case 'foreignCertificate':
    case 'nobody':
    case null:
      passOn(ledgerUrl, request, response);
  }
}

function passOn(ledgerUrl: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = httpRequest(`${ledgerUrl}${request.url ?? '/'}`, { method, headers }, (given) => {
    response.writeHead(given.statusCode ?? 502, given.headers);
    given.on('error', () => response.destroy());
    given.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  request.pipe(onward);
}

function identity(certificate: string): ServerOptions {
  const read = (name: string) =>
    readFileSync(new URL(`../fixtures/certificates/${name}`, import.meta.url));
  return { key: read('server.key'), cert: read(certificate) };
}
