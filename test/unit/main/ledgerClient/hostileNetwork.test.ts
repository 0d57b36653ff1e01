import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LedgerClient } from '../../../../src/main/ledgerClient/ledgerClient.ts';
import { createNodeFetch } from '../../../../src/main/ledgerClient/nodeFetch.ts';
import { manualClock } from '../../../support/clock.ts';
import {
  json,
  startMisbehavingLedger,
  type Behaviour,
} from '../../../support/misbehavingLedger.ts';
import { seededRandom } from '../../../support/ports.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

const keys = generateKeyPairSync('ed25519');
const emptyPage = { documents: [], checkpoint: 'c1', more: false };
const query = { checkpoint: null, limit: 10 };
const hold = { holdId: '01a20423-10ac-7493-9437-8c4801813142', memberId: 'M1', points: 5 };
const ends: (() => Promise<void>)[] = [];

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/certificates/${name}`, import.meta.url), 'utf8');

beforeAll(() => {
  setDefaultCACertificates([...getCACertificates('default'), fixture('ca.pem')]);
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

function clientAt(ledgerUrl: string, environment: Record<string, string> = {}): LedgerClient {
  const client = new LedgerClient({
    ledgerUrl,
    fetch: createNodeFetch(environment),
    signer: {
      terminalId: 'T0101',
      sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
    },
    clock: manualClock(),
    random: seededRandom(1),
    onConnection: () => undefined,
    onChanged: () => undefined,
    silenceMs: 300,
  });
  ends.push(() => client.stop());
  return client;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

async function behaving(behaviour: Behaviour) {
  const ledger = await startMisbehavingLedger(behaviour);
  ends.push(() => ledger.close());
  return ledger;
}

async function secureLedger(certificate: string): Promise<string> {
  const server = createHttpsServer(
    { key: fixture('server.key'), cert: fixture(certificate) },
    (_request, response) => response.end(JSON.stringify(emptyPage)),
  );
  return `https://localhost:${await listen(server)}`;
}

/** An HTTP proxy (RFC 9110, 9.3.6: CONNECT) that counts what it lets through, or refuses. */
async function startProxy(isOpen: boolean) {
  const tunnels: string[] = [];
  const open = new Set<Duplex>();
  const server = createHttpServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    open.add(socket);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    if (!isOpen) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const url = `http://localhost:${await listen(server)}`;
  ends.push(() => {
    open.forEach((socket) => socket.destroy());
    return Promise.resolve();
  });
  return { url, tunnels };
}

describe('a certificate', () => {
  it('of an authority that the computer trusts opens the way', async () => {
    const client = clientAt(await secureLedger('good.pem'));
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
  });

  it.each([
    ['selfSigned.pem', 'not one that this computer trusts'],
    ['expired.pem', 'has expired'],
    ['otherName.pem', 'for another name'],
  ])('like %s closes it, and the status says why', async (certificate, words) => {
    const client = clientAt(await secureLedger(certificate));
    expect(await client.exchange('placeHold', hold)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    });
    expect(client.connection).toMatchObject({ status: 'offline' });
    expect(client.connection.detail).toContain(words);
    expect(client.connection.detail).not.toContain('localhost');
  });

  it('is missed where the other side does not speak TLS', async () => {
    const ledger = await behaving(json(200, emptyPage));
    const client = clientAt(ledger.url.replace('http:', 'https:'));
    await client.exchange('placeHold', hold);
    expect(client.connection.detail).toContain('does not speak TLS');
  });
});

describe('a proxy named by the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('is gone through: %s', async (name) => {
    const proxy = await startProxy(true);
    const client = clientAt(await secureLedger('good.pem'), { [name]: proxy.url });
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('is passed by where NO_PROXY names the ledger', async () => {
    const proxy = await startProxy(true);
    const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' };
    const client = clientAt(await secureLedger('good.pem'), environment);
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    expect(proxy.tunnels).toEqual([]);
  });

  it('that refuses is named as what stands in the way', async () => {
    const proxy = await startProxy(false);
    const client = clientAt(await secureLedger('good.pem'), { HTTPS_PROXY: proxy.url });
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
    expect(client.connection.detail).toContain('proxy');
  });
});

describe('what stands in the ledger’s place', () => {
  it('may be a name that nobody knows', async () => {
    const client = clientAt('http://no-such-ledger.invalid');
    await client.exchange('placeHold', hold);
    expect(client.connection.detail).toContain('cannot be resolved');
  });

  it('may be nothing at all', async () => {
    const ledger = await behaving(json(200, emptyPage));
    await ledger.close();
    const client = clientAt(ledger.url);
    await client.exchange('placeHold', hold);
    expect(client.connection.detail).toContain('Nothing listens');
  });

  it('may send elsewhere, and is not followed', async () => {
    const elsewhere = await behaving(json(200, emptyPage));
    const ledger = await behaving((response) =>
      response.writeHead(302, { location: elsewhere.url }).end(),
    );
    const client = clientAt(ledger.url);
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
    expect(client.connection.detail).toContain('sends elsewhere');
    expect(elsewhere.seen).toEqual([]);
  });

  it('may answer with a bomb of gzip, which nobody opens', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const ledger = await behaving((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(bomb),
    );
    const client = clientAt(ledger.url);
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
    expect(ledger.seen[0]?.headers['accept-encoding']).toBe('identity');
    expect(client.connection.detail).toContain('its answer is packed');
  });

  it('may be a bound on requests, in whatever words it says so', async () => {
    const ledger = await behaving((response) =>
      response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>Too large</h1>'),
    );
    const client = clientAt(ledger.url);
    expect(await client.exchange('push', { transactions: [{}] })).toMatchObject({
      ok: false,
      error: { kind: 'refused', code: 'payloadTooLarge' },
    });
  });
});

describe('a ledger that dawdles', () => {
  it('is given up in time though its bytes trickle on', async () => {
    const ledger = await behaving((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const client = clientAt(ledger.url);
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
    expect(client.connection.detail).toContain('The ledger did not answer within 2 s.');
  });

  it('is taken for dead where its stream trickles and never makes a line', async () => {
    const ledger = await behaving((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const client = clientAt(ledger.url);
    client.start();
    await waitUntil('another connection', () => ledger.seen.length >= 2);
    await waitUntil('reason', () =>
      client.connection.detail.includes('did not answer within 0.3 s'),
    );
  });

  it('is not asked again before the pause that it asked for is over', async () => {
    const ledger = await behaving((response) =>
      response.writeHead(429, { 'retry-after': '3600' }).end('slow down'),
    );
    const client = clientAt(ledger.url);
    await client.exchange('pullProducts', query);
    const during = await client.exchange('pullProducts', query);
    expect(during).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    // An hour would be too long: whatever it asks, it is asked again after five minutes.
    expect(during.ok ? '' : during.error.message).toContain('another 300 s');
    expect(ledger.seen).toHaveLength(1);
  });

  it('may name the end of its pause as a date', async () => {
    const date = new Date('2026-01-01T00:00:00Z').toUTCString();
    const until = new Date('2026-01-01T00:00:40Z').toUTCString();
    const ledger = await behaving((response) =>
      response.writeHead(503, { date, 'retry-after': until }).end(),
    );
    const client = clientAt(ledger.url);
    await client.exchange('pullProducts', query);
    const during = await client.exchange('pullProducts', query);
    expect(during.ok ? '' : during.error.message).toContain('another 40 s');
  });
});

describe('versions of the protocol', () => {
  const refusal = (versions: string) => ({
    error: { code: 'protocolVersion', message: `This ledger speaks ${versions}.` },
  });

  it('fall back to the former one where the ledger is older', async () => {
    const ledger = await behaving((response, request) =>
      (request.headers['loyalty-protocol-version'] === '1'
        ? json(200, emptyPage)
        : json(426, refusal('protocol version 1')))(response, request),
    );
    const client = clientAt(ledger.url);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    }
    expect(ledger.seen.map(({ headers }) => headers['loyalty-protocol-version'])).toEqual([
      '2',
      '1',
      '1',
    ]);
    expect(client.connection.status).toBe('online');
  });

  it('keep what an older ledger cannot take, and say so', async () => {
    const ledger = await behaving((response, request) =>
      (request.headers['loyalty-protocol-version'] === '1'
        ? json(200, emptyPage)
        : json(426, refusal('protocol version 1')))(response, request),
    );
    const client = clientAt(ledger.url);
    const answer = await client.exchange('push', { transactions: [{ body: { format: 2 } }] });
    expect(answer).toMatchObject({ ok: false, error: { code: 'protocolVersion' } });
    expect(answer.ok ? '' : answer.error.message).toContain('update the ledger');
  });

  it.each([
    ['protocol versions 3 and 4', 'update the terminal'],
    ['protocol version 0', 'update the ledger'],
  ])('without a common one name the side that is old: %s', async (versions, advice) => {
    const ledger = await behaving(json(426, refusal(versions)));
    const client = clientAt(ledger.url);
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: false });
    expect(client.connection.status).toBe('refused');
    expect(client.connection.detail).toContain(advice);
  });
});

describe('the way to the network', () => {
  it('ends cleanly where the other side hangs up in its answer', async () => {
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{');
      socket.on('error', () => undefined);
      setImmediate(() => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => void server.close(() => resolve())));
    const client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
  });
});
