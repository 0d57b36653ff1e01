import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSignatureHeaders, signatureBase } from '../../../../src/protocol/requestSignature.ts';
import { PROTOCOL_VERSION } from '../../../../src/protocol/version.ts';
import { LedgerClient } from '../../../../src/main/ledgerClient/ledgerClient.ts';
import { createNodeFetch } from '../../../../src/main/ledgerClient/nodeFetch.ts';
import type { ConnectionState } from '../../../../src/ipc/channels/ledger.ts';
import { manualClock } from '../../../support/clock.ts';
import {
  json,
  startMisbehavingLedger,
  type Behaviour,
  type SeenRequest,
} from '../../../support/misbehavingLedger.ts';
import { seededRandom } from '../../../support/ports.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

const keys = generateKeyPairSync('ed25519');
const emptyPage = { documents: [], checkpoint: 'c1', more: false };
const hold = {
  holdId: '01a20423-10ac-7493-9437-8c4801813142',
  memberId: 'M1',
  points: 5,
};
const query = { checkpoint: null, limit: 10 };
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

async function clientOf(behaviour: Behaviour, silenceMs?: number) {
  const ledger = await startMisbehavingLedger(behaviour);
  ends.push(() => ledger.close());
  const states: ConnectionState[] = [];
  const topics: string[][] = [];
  const clock = manualClock();
  const client = new LedgerClient({
    ledgerUrl: ledger.url,
    fetch: createNodeFetch({}),
    signer: {
      terminalId: 'T0101',
      sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
    },
    clock,
    random: seededRandom(1),
    onConnection: (state) => states.push(state),
    onChanged: (changed) => topics.push(changed),
    ...(silenceMs === undefined ? {} : { silenceMs }),
  });
  ends.push(() => client.stop());
  return { client, ledger, states, topics, clock };
}

/** Checks a request's signature as a ledger would. */
function isSigned(request: SeenRequest): boolean {
  const { headers } = request;
  const parsed = parseSignatureHeaders(
    String(headers['signature-input']),
    String(headers['signature']),
  );
  const digest = createHash('sha256').update(request.body).digest('base64');
  if (parsed === null || headers['content-digest'] !== `sha-256=:${digest}:`) {
    return false;
  }
  const url = new URL(request.url, 'http://ledger.test');
  const base = signatureBase({
    method: request.method,
    path: url.pathname,
    query: url.search === '' ? '?' : url.search,
    contentDigest: `sha-256=:${digest}:`,
    createdSeconds: parsed.createdSeconds,
    terminalId: parsed.terminalId,
  });
  return verify(
    null,
    Buffer.from(base),
    keys.publicKey,
    Buffer.from(parsed.signatureBase64, 'base64'),
  );
}

const serverError = (response: Parameters<Behaviour>[0]) => {
  response.writeHead(500).end('Internal Server Error');
};
const captivePortal = (response: Parameters<Behaviour>[0]) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome, please sign in');
};

describe('a request to the ledger', () => {
  it('is signed as the protocol says, with and without a body', async () => {
    const { client, ledger } = await clientOf(json(200, emptyPage));
    await client.exchange('pullProducts', { checkpoint: 'a b&c/ü', limit: 3 });
    await client.exchange('placeHold', hold);
    expect(ledger.seen.map(({ method, url }) => [method, url.split('?')[0]])).toEqual([
      ['GET', '/v1/pull/reference/products'],
      ['POST', '/v1/holds'],
    ]);
    expect(ledger.seen.map(isSigned)).toEqual([true, true]);
    expect(ledger.seen[0]?.headers['loyalty-protocol-version']).toBe(String(PROTOCOL_VERSION));
  });

  it('gives the parsed answer and makes the state online', async () => {
    const { client } = await clientOf(json(200, emptyPage));
    expect(client.connection.status).toBe('starting');
    expect(await client.exchange('pullProducts', query)).toEqual({ ok: true, value: emptyPage });
    expect(client.connection).toMatchObject({ status: 'online', detail: '' });
    expect(client.connection.lastContactAt).not.toBeNull();
  });

  it.each<[string, Behaviour]>([
    ['fails with 500', serverError],
    ['is a captive portal', captivePortal],
    [
      'redirects to a sign-in page',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end(),
    ],
    ['answers nonsense', json(200, { documents: 'none' })],
    ['answers another message', json(200, { results: [], head: null })],
    ['answers no JSON', (response) => response.writeHead(200).end('{"documents":[')],
    [
      'closes in the middle of its answer',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"documents"');
        setImmediate(() => response.destroy());
      },
    ],
    ['closes before it answers', (response) => response.destroy()],
  ])('is unavailable with a reason where the other side %s', async (_what, behaviour) => {
    const { client, ledger } = await clientOf(behaviour);
    const answer = await client.exchange('pullProducts', query);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(client.connection.status).toBe('offline');
    expect(client.connection.detail).not.toBe('');
    expect(client.connection.detail).not.toContain('127.0.0.1');
    expect(ledger.seen).toHaveLength(3);
  });

  it('reads no more of a giant answer than the protocol allows', async () => {
    let written = 0;
    const { client } = await clientOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = 'x'.repeat(65_536);
      const more = () => {
        while (!response.destroyed && written < 256 * 1024 * 1024) {
          written += piece.length;
          if (!response.write(piece)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    const answer = await client.exchange('placeHold', hold);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('gives up on a hold in time for the cashier, and does not repeat it', async () => {
    const { client, ledger } = await clientOf(() => undefined);
    const answer = await client.exchange('placeHold', hold);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(ledger.seen).toHaveLength(1);
  });

  it('is repeated where the first try failed', async () => {
    const { client, ledger } = await clientOf((response) => {
      response.destroy();
      ledger.behave(json(200, emptyPage));
    });
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    expect(ledger.seen).toHaveLength(2);
  });

  it.each([429, 503])('waits as long as %i asks', async (status) => {
    const busy = { error: { code: 'unavailable', message: 'Busy.' } };
    const { client, ledger } = await clientOf((response, request) => {
      json(status, busy, { 'retry-after': '1' })(response, request);
      ledger.behave(json(200, emptyPage));
    });
    const startedMs = performance.now();
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    expect(performance.now() - startedMs).toBeGreaterThan(950);
    expect(ledger.seen).toHaveLength(2);
  });

  it('does not wait where the ledger asks to be left alone for long', async () => {
    const busy = { error: { code: 'unavailable', message: 'Down for an hour.' } };
    const { client, ledger } = await clientOf(json(503, busy, { 'retry-after': '3600' }));
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: false });
    expect(ledger.seen).toHaveLength(1);
  });

  it('passes a refusal on with its code, and is online all the same', async () => {
    const error = { code: 'insufficientPoints', message: 'Only 3 points.' };
    const { client, ledger } = await clientOf(json(409, { error }));
    expect(await client.exchange('placeHold', hold)).toEqual({
      ok: false,
      error: { kind: 'refused', ...error },
    });
    expect(client.connection.status).toBe('online');
    expect(ledger.seen).toHaveLength(1);
  });

  it('shows the reason where the ledger will not have the terminal', async () => {
    const error = { code: 'terminalRevoked', message: 'Revoked; ask for a new code.' };
    const { client } = await clientOf(json(403, { error }));
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: false });
    expect(client.connection).toMatchObject({ status: 'refused', detail: error.message });
  });

  it('is signed again by the ledger’s clock where the terminal’s is wrong', async () => {
    const { client, ledger, clock, states } = await clientOf((response, request) => {
      const serverTime = new Date(clock.nowMs() + 3_600_000).toISOString();
      const error = { code: 'clockSkew', message: 'Wrong clock.', serverTime };
      ledger.behave(json(200, emptyPage, { date: new Date(serverTime).toUTCString() }));
      json(401, { error })(response, request);
    });
    expect(await client.exchange('pullProducts', query)).toMatchObject({ ok: true });
    const created = ledger.seen.map(
      ({ headers }) => /created=(\d+)/.exec(String(headers['signature-input']))?.[1],
    );
    expect(Number(created[1]) - Number(created[0])).toBe(3600);
    expect(client.connection.clockOffsetMs).toBe(3_600_000);
    expect(states.map(({ status }) => status)).not.toContain('refused');
  });
});

const eventStream: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: changed\ndata: {"topics":["pages"]}\n\n');
};

describe('the stream', () => {
  it('tells what changed, in whatever pieces it comes', async () => {
    const { client, topics } = await clientOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of [
        ': hello\r',
        '\nevent: cha',
        'nged\r\ndata: {"topics":',
        '["accounts"]}\r\n\r\n',
        'event: other\ndata: {}\n\nevent: changed\ndata: nonsense\n\n',
        'event: changed\ndata: {"topics":["reference"]}\n\n',
      ]) {
        response.write(piece);
      }
    });
    client.start();
    await waitUntil('two changes', () => topics.length === 2);
    expect(topics).toEqual([['accounts'], ['reference']]);
    expect(client.connection.status).toBe('online');
  });

  it('connects anew after the ledger closed it', async () => {
    const { client, ledger, topics } = await clientOf((response, request) => {
      eventStream(response, request);
      response.end();
    });
    client.start();
    await waitUntil('second connection', () => topics.length >= 2);
    ledger.behave(eventStream);
    await waitUntil('good connection', () => client.connection.status === 'online');
    expect(ledger.seen.every(isSigned)).toBe(true);
  });

  it('takes a silent connection for dead', async () => {
    const { client, ledger, states } = await clientOf(eventStream, 200);
    client.start();
    await waitUntil('second connection', () => ledger.seen.length >= 2);
    expect(states.map(({ status }) => status)).toContain('offline');
  });

  it('closes where an event has no end', async () => {
    const { client, ledger, topics } = await clientOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${'x'.repeat(100_000)}`);
      ledger.behave(eventStream);
    });
    client.start();
    await waitUntil('change', () => topics.length === 1);
    expect(ledger.seen).toHaveLength(2);
  });

  it('finds out whether the ledger is back after a request failed beside it', async () => {
    const { client, ledger, states } = await clientOf(eventStream);
    client.start();
    await waitUntil('good connection', () => client.connection.status === 'online');
    ledger.behave((response, request) => {
      (request.url === '/v1/stream' ? eventStream : serverError)(response, request);
    });
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: false });
    expect(client.connection).toMatchObject({
      status: 'offline',
      detail: expect.stringContaining('The ledger fails (HTTP 500).') as string,
    });
    await waitUntil('good connection', () => client.connection.status === 'online');
    expect(states.map(({ status }) => status)).toEqual(['online', 'offline', 'online']);
  });

  it('does not take a captive portal for the ledger', async () => {
    const { client, topics } = await clientOf(captivePortal);
    client.start();
    await waitUntil('bad connection', () => client.connection.status === 'offline');
    expect(client.connection.detail).toContain('not the ledger');
    expect(topics).toEqual([]);
  });
});
