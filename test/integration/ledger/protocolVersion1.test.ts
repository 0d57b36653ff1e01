import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { enrolAtLedger } from '../../../src/main/ledgerClient/enrolAtLedger.ts';
import { LedgerClient } from '../../../src/main/ledgerClient/ledgerClient.ts';
import { createNodeFetch } from '../../../src/main/ledgerClient/nodeFetch.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { startLedger, type TestLedger } from '../../support/ledger.ts';
import {
  json,
  startMisbehavingLedger,
  type MisbehavingLedger,
} from '../../support/misbehavingLedger.ts';
import { seededRandom } from '../../support/ports.ts';

/**
 * What a terminal and a ledger of protocol version 1 (commit bf53f88) said to each other, recorded byte for byte, and the
 * JSON Schemas by which that terminal read the answers (control characters in labels by their ranges: JSON Schema knows no flag u).
 */
const recordedSchema = z.object({
  recordedAtMs: z.int(),
  seed: z.int(),
  members: z.int(),
  exchanges: z.array(
    z.object({
      message: z.string(),
      method: z.string(),
      path: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
      answer: z.object({ status: z.int(), body: z.unknown() }),
    }),
  ),
  schemas: z.record(z.string(), z.custom<Parameters<typeof z.fromJSONSchema>[0]>()),
});
const file = new URL('../../fixtures/protocol1/recorded.json', import.meta.url);
const recorded = recordedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const pushAnswer = z.looseObject({
  results: z.array(z.looseObject({ sequence: z.int(), outcome: z.string() })),
  head: z.looseObject({ sequence: z.int(), hash: z.string() }),
  stopped: z.unknown(),
});
const clock = { nowMs: () => recorded.recordedAtMs };

describe('a terminal of protocol version 1 at today’s ledger', () => {
  let ledger: TestLedger;
  const answers: { message: string; status: number; body: unknown }[] = [];

  beforeAll(async () => {
    ledger = await startLedger({ clock, seed: recorded.seed, members: recorded.members });
    for (const { message, method, path, headers, body } of recorded.exchanges) {
      const response = await fetch(`${ledger.url}${path}`, { method, headers, body });
      answers.push({ message, status: response.status, body: await response.json() });
    }
  });
  afterAll(() => ledger.close());

  it('understands every answer by the schemas that it was built with', () => {
    const read = answers.map(({ message, status, body }) => {
      const schema = recorded.schemas[status === 200 ? message : 'error'];
      const parsed = schema === undefined ? null : z.fromJSONSchema(schema).safeParse(body);
      return [message, status, parsed?.success, parsed?.error?.issues[0]?.path.join('.')];
    });
    expect(read).toEqual(recorded.exchanges.map(({ message }) => [message, 200, true, undefined]));
  });

  it('is served as it was: each sale once, and the hold captured', async () => {
    const pushes = (list: readonly { message: string; body: unknown }[]) =>
      list.flatMap(({ message, body }) => (message === 'push' ? [pushAnswer.parse(body)] : []));
    const [first, second, altered] = pushes(answers);
    const [firstThen, secondThen] = pushes(
      recorded.exchanges.map(({ message, answer }) => ({ message, body: answer.body })),
    );
    expect(first?.results).toEqual(firstThen?.results);
    expect(second?.results).toEqual(secondThen?.results);
    expect(second?.head).toEqual(secondThen?.head);
    // What stopped the push then goes to quarantine now; to version 1 that is parked.
    expect(altered?.results).toEqual([{ sequence: 5, outcome: 'parked' }]);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });
});

describe('today’s terminal at a ledger of protocol version 1', () => {
  let former: MisbehavingLedger;
  let client: LedgerClient;
  const keys = generateKeyPairSync('ed25519');
  const answerTo = (message: string) =>
    recorded.exchanges.find((one) => one.message === message)?.answer.body;

  beforeAll(async () => {
    former = await startMisbehavingLedger((response, request) => {
      const found = recorded.exchanges.find(
        ({ path }) => path.split('?')[0] === request.url.split('?')[0],
      );
      const refusal = (code: string, message: string) => ({ error: { code, message } });
      if (request.headers['loyalty-protocol-version'] !== '1') {
        const text = 'This ledger speaks protocol version 1; update the terminal or the ledger.';
        json(426, refusal('protocolVersion', text))(response, request);
      } else if (found === undefined) {
        json(404, refusal('notFound', 'There is nothing at this address.'))(response, request);
      } else {
        json(200, found.answer.body)(response, request);
      }
    });
    client = new LedgerClient({
      ledgerUrl: former.url,
      fetch: createNodeFetch({}),
      signer: {
        terminalId: 'T0101',
        sign: (text) => sign(null, Buffer.from(text), keys.privateKey).toString('base64'),
      },
      clock,
      random: seededRandom(1),
      onConnection: () => undefined,
      onChanged: () => undefined,
    });
  });
  afterAll(async () => {
    await client.stop();
    await former.close();
  });

  it('enrols', async () => {
    const world = { fetch: createNodeFetch({}), clock, stopped: new AbortController().signal };
    const request = { code: 'CODE-1', publicKey: 'A'.repeat(43) + '=' };
    expect(await enrolAtLedger(world, former.url, request)).toMatchObject({
      ok: true,
      value: { terminalId: 'T0101' },
    });
  });

  it.each([
    'pullPages',
    'pullAccounts',
    'pullProgrammes',
    'pullProducts',
    'pullOperators',
    'pullSettings',
  ] as const)('understands %s', async (operation) => {
    const answer = await client.exchange(operation, { checkpoint: null, limit: 5 });
    expect(answer).toMatchObject({ ok: true, value: answerTo(operation) });
  });

  it('places and voids holds', async () => {
    const holdId = '7f22cc7c-b504-46fd-9352-66f6330172c3';
    const hold = { holdId, memberId: 'M0000002', points: 500 };
    expect(await client.exchange('placeHold', hold)).toMatchObject({ ok: true });
    expect(await client.exchange('voidHold', { holdId, memberId: 'M0000002' })).toMatchObject({
      ok: true,
    });
  });

  it('pushes the sales that it sealed before it was updated, and keeps the later ones', async () => {
    const pushed = recorded.exchanges.find(({ message }) => message === 'push');
    const { transactions } = z
      .object({ transactions: z.array(z.unknown()) })
      .parse(JSON.parse(pushed?.body ?? ''));
    const later = { body: { format: 2, sequence: 3 } };
    const answer = await client.exchange('push', { transactions: [...transactions, later] });
    expect(answer).toMatchObject({ ok: true, value: { results: [{}, {}] } });
    expect(former.seen.at(-1)?.body).toBe(pushed?.body);
    expect(await client.exchange('push', { transactions: [later] })).toMatchObject({
      ok: false,
      error: { kind: 'refused', code: 'protocolVersion' },
    });
    expect(client.connection.status).toBe('online');
  });

  it('does without what that ledger cannot do', async () => {
    const answer = await client.exchange('pullExceptions', { checkpoint: null, limit: 5 });
    expect(answer).toMatchObject({ ok: false, error: { code: 'notFound' } });
  });
});
