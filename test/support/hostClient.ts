import { WebSocket } from 'ws';
import { hostFrameSchema, type EventFrame } from '../../src/ipc/transport.ts';
import { channels, type ChannelName, type Request, type Response } from '../../src/ipc/contract.ts';
import type { IpcError } from '../../src/ipc/result.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';

/** A window without a screen: the contract with a browser host that runs, by its one-time address. */
export class HostClient {
  readonly events: EventFrame[] = [];
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, PromiseWithResolvers<Result<unknown, IpcError>>>();
  #nextId = 1;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(data.toString()));
    socket.on('close', () => {
      this.#pending.forEach(({ reject }) => reject(new Error('the host closed the bridge')));
    });
  }

  /** Does what a browser does with the printed address, then opens the bridge. */
  static async open(address: string): Promise<HostClient> {
    return new HostClient(await (await bridgeOf(address))());
  }

  /** Asks on a channel; the answer is parsed by its schema. */
  async ask<Name extends ChannelName>(
    channel: Name,
    payload: Request<Name>,
  ): Promise<Result<Response<Name>, IpcError>> {
    const id = this.#nextId;
    this.#nextId += 1;
    if (this.#socket.readyState !== WebSocket.OPEN) {
      throw new Error('the host closed the bridge');
    }
    const answer = Promise.withResolvers<Result<unknown, IpcError>>();
    this.#pending.set(id, answer);
    this.#socket.send(JSON.stringify({ type: 'request', id, channel, payload }));
    const result = await answer.promise;
    return result.ok
      ? ok(channels[channel].response.parse(result.value) as Response<Name>)
      : fail(result.error);
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(text: string): void {
    const frame = hostFrameSchema.parse(JSON.parse(text));
    if (frame.type === 'event') {
      this.events.push(frame);
    } else {
      const { result } = frame;
      this.#pending
        .get(frame.id)
        ?.resolve(result.ok ? ok(result.value) : fail(errorOf(result.error)));
      this.#pending.delete(frame.id);
    }
  }
}

/** Exchanges the one-time address for a session; gives a way to open the bridge as often as is wanted. */
export async function bridgeOf(address: string): Promise<() => Promise<WebSocket>> {
  const { origin, host } = new URL(address);
  const answer = await fetch(address, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) {
    throw new Error(`the address was refused with ${answer.status}`);
  }
  return async () => {
    const socket = new WebSocket(`ws://${host}/bridge`, { headers: { cookie, origin } });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  };
}

function errorOf({
  code,
  message,
  reason,
}: { [Key in keyof IpcError]: IpcError[Key] | undefined }) {
  return { code: code ?? 'internal', message: message ?? '', ...(reason ? { reason } : {}) };
}
