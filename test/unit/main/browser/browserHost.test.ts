import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '../../../../src/domain/result.ts';
import { startBrowserHost, type BrowserHost } from '../../../../src/main/browser/browserHost.ts';
import type { BrowserHostState } from '../../../../src/main/browser/browserSessions.ts';
import { createIpcServer } from '../../../../src/main/ipc/ipcServer.ts';
import { listRendererFiles } from '../../../../src/main/page/rendererFiles.ts';
import { hostHandlers } from '../../../support/hostHandlers.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

let folder = '';
let state: BrowserHostState = { port: 0, sessions: [] };
/** What keeping the state waits for, as a slow disk does. */
let kept: Promise<void> = Promise.resolve();
let host: BrowserHost;
const hosts: BrowserHost[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browser-host-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
  await writeFile(join(folder, 'renderer', 'assets', 'app.js'), 'export {};');
  await writeFile(join(folder, 'secret.json'), '{"secret":true}');
  await writeFile(join(folder, 'renderer', 'notes.txt'), 'not a file of a page');
  state = { port: 0, sessions: [] };
  kept = Promise.resolve();
  host = await start();
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((one) => one.stop()));
  await rm(folder, { recursive: true });
});

async function start(port: number | null = null): Promise<BrowserHost> {
  let next = 0;
  const started = await startBrowserHost({
    files: await listRendererFiles(join(folder, 'renderer')),
    port,
    state,
    keepState: (changed) => {
      state = changed;
      return kept;
    },
    randomPort: () => 20_000 + Math.floor(Math.random() * 10_000),
    randomToken: () => `token-${String((next += 1))}-${Math.random().toString(36).slice(2)}`,
    serve: () => ({
      ...createIpcServer({
        handlers: hostHandlers({ 'devices.list': () => Promise.resolve(ok({ devices: [] })) }),
        log: () => undefined,
      }),
      close: () => undefined,
    }),
    log: () => undefined,
  });
  if (!started.ok) {
    throw new Error(started.error);
  }
  hosts.push(started.value);
  return started.value;
}

/** One request with its path and headers exactly as given; `fetch` would tidy both up. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(host.address);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const origin = () => new URL(host.address).origin;
const tokenPath = () => {
  const { pathname, search } = new URL(host.address);
  return pathname + search;
};

async function signIn(): Promise<string> {
  const answer = await ask(tokenPath());
  expect(answer.status).toBe(303);
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict;/);
  return cookie.split(';')[0] ?? '';
}

/** Opens a WebSocket; gives it, or the status with which it was refused. */
function connect(headers: Record<string, string>, path = '/bridge'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin().replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

async function connected(): Promise<WebSocket> {
  const socket = await connect({ cookie: await signIn(), origin: origin() });
  if (typeof socket === 'number') {
    throw new Error(`refused with ${socket}`);
  }
  return socket;
}

const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.once('close', (code: number) => resolve(code)));

describe('the page of the browser host', () => {
  it('opens with the printed address once; the same browser may reload', async () => {
    const cookie = await signIn();
    expect(await ask('/', { cookie })).toMatchObject({ status: 200, body: '<title>till</title>' });
    expect(await ask('/', { cookie })).toMatchObject({ status: 200 });
    expect(await ask(tokenPath(), { cookie })).toMatchObject({ status: 303 });
    expect(await ask(tokenPath())).toMatchObject({ status: 403 });
  });

  it.each([
    '/',
    '/?token=',
    '/?token=guess',
    '/index.html',
    '/assets/app.js',
    '/assets/app.js?token=x',
  ])('shows nothing at %s without a session', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('till</title>');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('refuses another Host, as a rebound name would send it, even with the token', async () => {
    for (const name of ['evil.example', 'localhost', '127.0.0.1', 'localhost:80']) {
      expect(await ask(tokenPath(), { host: name })).toMatchObject({ status: 421 });
    }
    await signIn();
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '//secret.json',
    '/notes.txt',
    '/assets/',
    '/assets/app.js%00.html',
  ])('has nothing at %s', async (path) => {
    const answer = await ask(path, { cookie: await signIn() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('sends a policy that runs its own files only', async () => {
    const { headers } = await ask('/', { cookie: await signIn() });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('takes no other method', async () => {
    expect(await ask('/', { cookie: await signIn() }, 'POST')).toMatchObject({ status: 405 });
  });

  it('knows its browser again after a restart, at the same address', async () => {
    const cookie = await signIn();
    const before = origin();
    await host.stop();
    host = await start();
    expect(origin()).toBe(before);
    expect(await ask('/', { cookie })).toMatchObject({ status: 200 });
  });

  it('answers an open page from the moment on that it listens, however slow the disk', async () => {
    const cookie = await signIn();
    await host.stop();
    let diskIsDone: () => void = () => undefined;
    kept = new Promise((resolve) => (diskIsDone = resolve));
    const before = state;
    const starting = start();
    await waitUntil('state being kept', () => state !== before);
    expect(await connect({ cookie, origin: origin() })).toBeInstanceOf(WebSocket);
    diskIsDone();
    host = await starting;
  });

  it('takes another port where its own is taken, unless one was asked for', async () => {
    const taken = Number(new URL(host.address).port);
    await expect(start(taken)).rejects.toThrow('--port');
    host = await start();
    expect(new URL(host.address).port).not.toBe(String(taken));
  });
});

describe('the bridge of the browser host', () => {
  it('carries the contract and its events', async () => {
    const socket = await connected();
    const heard: unknown[] = [];
    const two = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        heard.push(JSON.parse(data.toString()));
        if (heard.length === 2) {
          resolve();
        }
      });
    });
    host.publish({ type: 'event', event: 'ledger.changed', payload: { topics: ['pages'] } });
    socket.send(JSON.stringify({ type: 'request', id: 1, channel: 'devices.list', payload: {} }));
    await two;
    expect(heard).toEqual([
      { type: 'event', event: 'ledger.changed', payload: { topics: ['pages'] } },
      { type: 'answer', id: 1, result: { ok: true, value: { devices: [] } } },
    ]);
  });

  it('refuses a page of another origin, and one without any', async () => {
    const cookie = await signIn();
    const { port } = new URL(host.address);
    for (const other of [
      `http://localhost:${port}`,
      'http://evil.example',
      'null',
      `${origin()}/`,
    ]) {
      expect(await connect({ cookie, origin: other })).toBe(403);
    }
    expect(await connect({ cookie })).toBe(403);
  });

  it('refuses a wrong or missing session, another Host and another path', async () => {
    const cookie = await signIn();
    const name = cookie.split('=')[0] ?? '';
    expect(await connect({ origin: origin() })).toBe(403);
    expect(await connect({ origin: origin(), cookie: `${name}=guess` })).toBe(403);
    expect(await connect({ origin: origin(), cookie, host: 'evil.example' })).toBe(421);
    expect(await connect({ origin: origin(), cookie }, '/bridge?x=1')).toBe(404);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no request', '{"type":"answer","id":1}'],
    ['binary', Buffer.from('{}')],
  ])('closes on a message that is %s', async (_what, message) => {
    const socket = await connected();
    const ended = closed(socket);
    socket.send(message);
    expect(await ended).toBe(1008);
  });

  it('closes on a message beyond its bound', async () => {
    const socket = await connected();
    const ended = closed(socket);
    socket.send('x'.repeat(17 * 1024 * 1024));
    expect(await ended).toBe(1009);
  });

  it('takes no more windows than its bound', async () => {
    const cookie = await signIn();
    const opened = [];
    for (let count = 0; count < 4; count += 1) {
      opened.push(await connect({ cookie, origin: origin() }));
    }
    expect(opened.every((socket) => typeof socket !== 'number')).toBe(true);
    expect(await connect({ cookie, origin: origin() })).toBe(503);
  });
});
