import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { bridgeOver } from '../../../../src/renderer/bridge/hostBridge.ts';
import type { HostLink, LinkState } from '../../../../src/renderer/bridge/hostLink.ts';
import { preloadApi, preloadLink } from '../../../../src/renderer/bridge/preloadLink.ts';
import { SocketLink } from '../../../../src/renderer/bridge/socketLink.ts';
import { waitUntil } from '../../../support/waitUntil.ts';
import { soundStatus } from '../../../support/journalStatus.ts';

const status = soundStatus(2, 'b'.repeat(64));

/** A link whose answers the test gives. */
function linkAnswering(answer: unknown) {
  const listeners: ((event: string, payload: unknown) => void)[] = [];
  const link: HostLink = {
    ask: () => Promise.resolve(answer),
    onEvent: (listener) => listeners.push(listener),
    onState: (listener) => listener('connected'),
  };
  return {
    link,
    send: (event: string, payload: unknown) => listeners.forEach((one) => one(event, payload)),
  };
}

describe('the renderer’s end of the contract', () => {
  it('gives an answer that has its schema', async () => {
    const { link } = linkAnswering({ ok: true, value: status });
    expect(await bridgeOver(link).request('journal.status', {})).toEqual({
      ok: true,
      value: status,
    });
  });

  it.each([
    ['no answer in time', null, 'timeout'],
    ['a value without its schema', { ok: true, value: { sequence: -1 } }, 'badMessage'],
    ['something else', 'hello', 'badMessage'],
    ['a refusal', { ok: false, error: { code: 'diskFull', message: 'Full.' } }, 'diskFull'],
    ['a refusal without its schema', { ok: false, error: { code: 'what' } }, 'badMessage'],
  ])('turns %s into an error, never an exception', async (_what, answer, code) => {
    const { link } = linkAnswering(answer);
    expect(await bridgeOver(link).request('journal.status', {})).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it('lets only events of the contract through, and none after the listener left', () => {
    const { link, send } = linkAnswering(null);
    const heard: unknown[] = [];
    const leave = bridgeOver(link).on('ledger.changed', ({ topics }) => heard.push(topics));
    send('ledger.changed', { topics: ['pages'] });
    send('ledger.changed', { topics: ['secrets'] });
    send('constructor', {});
    leave();
    send('ledger.changed', { topics: ['accounts'] });
    expect(heard).toEqual([['pages']]);
  });

  it('takes Electron’s preload where it is there and survives its exceptions', async () => {
    expect(preloadApi({})).toBeNull();
    expect(preloadApi({ loyaltyHost: { request: 1 } })).toBeNull();
    const api = preloadApi({
      loyaltyHost: { request: () => Promise.reject(new Error('gone')), on: () => undefined },
    });
    expect(api).not.toBeNull();
    if (api !== null) {
      expect(await preloadLink(api).ask('journal.status', {}, 1000)).toBeNull();
    }
  });
});

describe('the link to the browser host', () => {
  const servers: WebSocketServer[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.clients.forEach((client) => client.terminate());
      server.close();
    }
  });

  async function serve(port: number, answer: (socket: ServerSocket, text: string) => void) {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    servers.push(server);
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => answer(socket, data.toString()));
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
  }

  const answerAll = (socket: ServerSocket, text: string) => {
    const { id } = JSON.parse(text) as { id: number };
    socket.send(JSON.stringify({ type: 'answer', id, result: { ok: true, value: status } }));
  };

  it('finds the host again after it was gone, and sends what waited', async () => {
    const first = await serve(0, answerAll);
    const link = new SocketLink(`ws://127.0.0.1:${first.port}/bridge`);
    const states: LinkState[] = [];
    link.onState((state) => states.push(state));
    expect(await link.ask('journal.status', {}, 10_000)).toEqual({ ok: true, value: status });
    first.server.clients.forEach((client) => client.terminate());
    await new Promise((resolve) => first.server.close(resolve));
    await waitUntil('broken link', () => states.at(-1) === 'reconnecting');
    const waiting = link.ask('journal.status', {}, 20_000);
    await serve(first.port, answerAll);
    expect(await waiting).toEqual({ ok: true, value: status });
    expect(states).toEqual(['reconnecting', 'connected', 'reconnecting', 'connected']);
  });

  it('gives up a connection that nobody answers, and tries again', async () => {
    const silent = createServer((socket) => silentSockets.push(socket));
    const silentSockets: Socket[] = [];
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const link = new SocketLink(`ws://127.0.0.1:${port}/bridge`);
    await waitUntil('connection', () => silentSockets.length === 1);
    // The port is given up, the connection stays: as of a host that accepts and does not answer.
    silent.close();
    await serve(port, answerAll);
    expect(await link.ask('journal.status', {}, 20_000)).toEqual({ ok: true, value: status });
    silentSockets.forEach((socket) => socket.destroy());
  });

  it('does not send a question again whose answer was lost: it may have been done', async () => {
    const seen: string[] = [];
    const { port } = await serve(0, (socket, text) => {
      seen.push(text);
      socket.terminate();
    });
    const link = new SocketLink(`ws://127.0.0.1:${port}/bridge`);
    expect(await link.ask('journal.append', { draft: {} }, 20_000)).toBeNull();
    expect(await link.ask('journal.append', { draft: {} }, 20_000)).toBeNull();
    expect(seen).toHaveLength(2);
  });

  it('gives up on a question whose time is over', async () => {
    const { port } = await serve(0, () => undefined);
    const link = new SocketLink(`ws://127.0.0.1:${port}/bridge`);
    expect(await link.ask('journal.status', {}, 50)).toBeNull();
  });
});
