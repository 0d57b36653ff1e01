import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { EventFrame } from '../../ipc/transport.ts';
import type { IpcServer } from '../ipc/ipcServer.ts';
import type { BrowserSessions } from './browserSessions.ts';
import { isOurHost, isOurOrigin, sessionOf, type HostAddress } from './requestGuard.ts';

/** Where the page opens its WebSocket. */
const BRIDGE_PATH = '/bridge';
/** The longest message from the page: a push of a hundred long sales stays below it. */
const MAXIMUM_MESSAGE_BYTES = 16 * 1024 * 1024;
/** A page that takes this much without reading is gone; it connects anew. */
const MAXIMUM_BUFFERED_BYTES = 96 * 1024 * 1024;
const MAXIMUM_WINDOWS = 4;

/** The contract's end for one window. */
export interface WindowServer extends IpcServer {
  /** The connection is gone, and the page with it or soon connected anew. */
  close(): void;
}

/** What the bridge needs. */
export interface BridgeServerOptions {
  readonly address: HostAddress;
  readonly sessions: BrowserSessions;
  /** Makes the contract's end for one window. */
  readonly serve: () => WindowServer;
}

/** Carries the contract over WebSockets (RFC 6455) from the page that this host served, and from nobody else. */
export class BridgeServer {
  readonly #options: BridgeServerOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAXIMUM_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(options: BridgeServerOptions) {
    this.#options = options;
  }

  /** Takes an upgrade request, or refuses it before a WebSocket exists. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      socket.on('error', () => undefined);
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#attach(accepted));
  }

  /** Sends an event to every window. */
  publish(frame: EventFrame): void {
    if (this.#sockets.clients.size === 0) {
      return;
    }
    const text = JSON.stringify(frame);
    for (const window of this.#sockets.clients) {
      send(window, text);
    }
  }

  /** Closes every window's connection. */
  stop(): void {
    for (const window of this.#sockets.clients) {
      window.terminate();
    }
    this.#sockets.close();
  }

  #refusalOf(request: IncomingMessage): string | null {
    const { address, sessions } = this.#options;
    const { headers, url } = request;
    if (url !== BRIDGE_PATH) {
      return '404 Not Found';
    }
    if (!isOurHost(address, headers)) {
      return '421 Misdirected Request';
    }
    if (!isOurOrigin(address, headers) || !sessions.knows(sessionOf(address, headers))) {
      return '403 Forbidden';
    }
    return this.#sockets.clients.size >= MAXIMUM_WINDOWS ? '503 Service Unavailable' : null;
  }

  #attach(window: WebSocket): void {
    const server = this.#options.serve();
    // The connection closes itself after an error, e.g. a message beyond the bound.
    window.on('error', () => undefined);
    window.on('close', () => server.close());
    window.on('message', (data, isBinary) => {
      void this.#take(server, window, isBinary ? null : data);
    });
  }

  async #take(server: IpcServer, window: WebSocket, data: RawData | null): Promise<void> {
    const answer = await server.answer(parseText(data));
    if (answer === null) {
      window.close(1008, 'not a message of the contract');
      return;
    }
    send(window, JSON.stringify(answer));
  }
}

function send(window: WebSocket, text: string): void {
  if (window.readyState !== window.OPEN) {
    return;
  }
  if (window.bufferedAmount > MAXIMUM_BUFFERED_BYTES) {
    window.terminate();
    return;
  }
  window.send(text);
}

function parseText(data: RawData | null): unknown {
  try {
    return Buffer.isBuffer(data) ? JSON.parse(data.toString('utf8')) : undefined;
  } catch {
    return undefined;
  }
}
