import { hostFrameSchema } from '../../ipc/transport.ts';
import type { HostLink, LinkState } from './hostLink.ts';

/** So many questions may wait for their answers. */
const MAXIMUM_PENDING = 256;
const FIRST_RETRY_MS = 100;
const MAXIMUM_RETRY_MS = 1500;
/** A host answers at once or not at all; browsers themselves wait for minutes. */
const CONNECT_TIMEOUT_MS = 5000;

interface Pending {
  readonly text: string;
  readonly settle: (result: unknown) => void;
  isSent: boolean;
}

/** The link to the browser host over a WebSocket, which connects anew whenever the host comes back. */
export class SocketLink implements HostLink {
  readonly #url: string;
  readonly #pending = new Map<number, Pending>();
  readonly #eventListeners = new Set<(event: string, payload: unknown) => void>();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #socket: WebSocket | null = null;
  #state: LinkState = 'reconnecting';
  #nextId = 1;
  #failures = 0;

  constructor(url: string) {
    this.#url = url;
    this.#connect();
  }

  /**
   * A question asked while the host is away goes out when it is back, unless its time is over by then. One that was sent
   * on a broken connection is not sent again: it may have been done, and the answer was lost.
   */
  ask(channel: string, payload: unknown, timeoutMs: number): Promise<unknown> {
    if (this.#pending.size >= MAXIMUM_PENDING) {
      return Promise.resolve(null);
    }
    const id = this.#nextId;
    this.#nextId += 1;
    const text = JSON.stringify({ type: 'request', id, channel, payload });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#pending.get(id)?.settle(null), timeoutMs);
      const settle = (result: unknown) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve(result);
      };
      this.#pending.set(id, { text, settle, isSent: false });
      this.#flush();
    });
  }

  onEvent(listener: (event: string, payload: unknown) => void): void {
    this.#eventListeners.add(listener);
  }

  onState(listener: (state: LinkState) => void): void {
    this.#stateListeners.add(listener);
    listener(this.#state);
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const timer = setTimeout(() => socket.close(), CONNECT_TIMEOUT_MS);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      this.#failures = 0;
      this.#flush();
      this.#tell('connected');
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#take(data));
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      this.#lost();
    });
  }

  #flush(): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) {
      return;
    }
    for (const pending of this.#pending.values()) {
      if (!pending.isSent) {
        pending.isSent = true;
        socket.send(pending.text);
      }
    }
  }

  #lost(): void {
    this.#tell('reconnecting');
    for (const pending of [...this.#pending.values()]) {
      if (pending.isSent) {
        pending.settle(null);
      }
    }
    const bound = Math.min(MAXIMUM_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    setTimeout(() => this.#connect(), bound / 2 + (bound / 2) * Math.random());
  }

  #take(data: unknown): void {
    const frame = hostFrameSchema.safeParse(parseText(data));
    if (!frame.success) {
      // A message that is none of the contract: this host is not ours, or not of this version.
      this.#socket?.close();
      return;
    }
    if (frame.data.type === 'answer') {
      this.#pending.get(frame.data.id)?.settle(frame.data.result);
      return;
    }
    for (const listener of this.#eventListeners) {
      listener(frame.data.event, frame.data.payload);
    }
  }

  #tell(state: LinkState): void {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    for (const listener of this.#stateListeners) {
      listener(state);
    }
  }
}

function parseText(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
