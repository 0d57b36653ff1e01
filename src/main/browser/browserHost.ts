import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { EventFrame } from '../../ipc/transport.ts';
import type { RendererFiles } from '../page/rendererFiles.ts';
import { isSystemError } from '../files/atomicFile.ts';
import { BridgeServer, type WindowServer } from './bridgeServer.ts';
import { BrowserSessions, type BrowserHostState } from './browserSessions.ts';
import { servePage } from './pageServer.ts';
import { pageOrigin } from './requestGuard.ts';

/** So many random ports are tried before the system is asked for one. */
const RANDOM_PORTS = 20;

/** What the browser host needs. */
export interface BrowserHostOptions {
  readonly files: RendererFiles;
  /** The port to listen on; null for the one of last time, or any that is free. */
  readonly port: number | null;
  readonly state: BrowserHostState;
  readonly keepState: (state: BrowserHostState) => Promise<void>;
  readonly randomToken: () => string;
  /** A port to try where there is none of last time, or another program has it. */
  readonly randomPort: () => number;
  readonly serve: () => WindowServer;
  readonly log: (line: string) => void;
}

/** A browser host that listens. */
export interface BrowserHost {
  /** Opens the terminal once; holds the one-time token. */
  readonly address: string;
  publish(frame: EventFrame): void;
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1 and serves the renderer and the contract to the one browser that holds the token. */
export async function startBrowserHost(
  options: BrowserHostOptions,
): Promise<Result<BrowserHost, string>> {
  const server = createServer();
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  server.maxConnections = 64;
  const wanted = options.port ?? options.state.port;
  const isListening =
    (wanted !== 0 && (await listen(server, wanted))) || (await listenAnywhere(server, options));
  const bound = server.address();
  if (!isListening || !isAddress(bound)) {
    return fail(`Port ${wanted} is in use by another program. Choose another one with --port N.`);
  }
  const address = { port: bound.port };
  const { port } = address;
  let state = { ...options.state, port };
  const sessions = new BrowserSessions({
    sessions: state.sessions,
    randomToken: options.randomToken,
    changed: (known) => {
      state = { ...state, sessions: known };
      return options.keepState(state);
    },
  });
  const bridge = new BridgeServer({ address, sessions, serve: options.serve });
  server.on('request', (request, response) => {
    servePage({ address, files: options.files, sessions }, request, response).catch(() => {
      options.log('a page could not be served');
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => bridge.upgrade(request, socket, head));
  // Nothing is awaited between listening and here: an open page asks at once, and Node never answers what nobody listens to.
  await options.keepState(state);
  return ok({
    address: `${pageOrigin(address)}/?token=${sessions.token}`,
    publish: (frame) => bridge.publish(frame),
    stop: async () => {
      bridge.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}

/** Listens on a random port, unless a port was asked for that is not 0. */
async function listenAnywhere(
  server: Server,
  { port, randomPort }: BrowserHostOptions,
): Promise<boolean> {
  if (port !== null && port !== 0) {
    return false;
  }
  for (let tries = 0; tries < RANDOM_PORTS; tries += 1) {
    if (await listen(server, randomPort())) {
      return true;
    }
  }
  return listen(server, 0);
}

/** Whether the server listens now; false where the port is taken. */
async function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', listening);
      if (isSystemError(error, 'EADDRINUSE') || isSystemError(error, 'EACCES')) {
        resolve(false);
      } else {
        reject(error);
      }
    };
    const listening = () => {
      server.off('error', failed);
      resolve(true);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host: '127.0.0.1', port, exclusive: true });
  });
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return address !== null && typeof address !== 'string';
}
