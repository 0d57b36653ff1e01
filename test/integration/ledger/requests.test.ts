import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  enrolmentCodeHash,
  issueEnrolmentCode,
} from '../../../src/ledger/enrolment/enrolmentCode.ts';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import { GENESIS_HASH } from '../../../src/domain/seal.ts';
import { demoCardsResponseSchema } from '../../../src/protocol/demoCards.ts';
import { hasGs1CheckDigit } from '../../../src/domain/identity/gs1CheckDigit.ts';
import { PROTOCOL_VERSION_HEADER } from '../../../src/protocol/version.ts';
import { describeOnBoth, newTerminal, tamper } from '../../support/ledgerBackends.ts';
import { readAnswer, TestTerminal } from '../../support/ledgerTerminal.ts';

const ACCOUNTS = '/v1/pull/accounts?limit=10';

const errorOf = async (response: Response): Promise<[number, string]> => {
  const answer = await readAnswer(response, z.unknown());
  return [answer.status, answer.error?.code ?? 'none'];
};

describeOnBoth('requests', (bench) => {
  it('refuses what the terminal did not sign: body, query, path, name', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const other = await newTerminal(ledger);
    const body = new TextEncoder().encode('{"transactions":[]}');
    expect(
      await errorOf(await terminal.request('POST', '/v1/push', { transactions: [1] }, { body })),
    ).toEqual([401, 'badSignature']);
    expect(
      await errorOf(
        await terminal.request('GET', ACCOUNTS, undefined, { terminalId: other.terminalId }),
      ),
    ).toEqual([401, 'badSignature']);
    expect(
      await errorOf(
        await terminal.request('GET', ACCOUNTS, undefined, {
          headers: { signature: 'sig1=:AA==:' },
        }),
      ),
    ).toEqual([401, 'badSignature']);
    const { headers } = terminal.sign('GET', ACCOUNTS, new Uint8Array());
    const moved = await fetch(`${ledger.url}/v1/pull/accounts?limit=11`, { headers });
    expect(await errorOf(moved)).toEqual([401, 'badSignature']);
  });

  it('tells a terminal with a wrong clock what time it is', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    for (const offset of [-301, 301]) {
      const createdSeconds = Math.floor(clock.nowMs() / 1000) + offset;
      const response = await terminal.request('GET', ACCOUNTS, undefined, { createdSeconds });
      const answer = await readAnswer(response, z.unknown());
      expect([answer.status, answer.error?.code]).toEqual([401, 'clockSkew']);
      expect(answer.error?.serverTime).toBe(new Date(clock.nowMs()).toISOString());
    }
    const createdSeconds = Math.floor(clock.nowMs() / 1000) - 290;
    const near = await terminal.request('GET', ACCOUNTS, undefined, { createdSeconds });
    expect(near.status).toBe(200);
  });

  it('refuses unknown and revoked terminals with what to do about it', async () => {
    const { ledger } = bench();
    const stranger = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
    expect(await errorOf(await stranger.request('GET', ACCOUNTS))).toEqual([
      401,
      'unknownTerminal',
    ]);
    const terminal = await newTerminal(ledger);
    await revokeTerminal(ledger.context, terminal.terminalId);
    const answer = await readAnswer(await terminal.request('GET', ACCOUNTS), z.unknown());
    expect([answer.status, answer.error?.code]).toEqual([403, 'terminalRevoked']);
    expect(answer.error?.message).toContain('enrol');
  });

  it('refuses another protocol version, what is not JSON, and what has another shape', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const headers = { [PROTOCOL_VERSION_HEADER]: '999' };
    expect(await errorOf(await terminal.request('GET', ACCOUNTS, undefined, { headers }))).toEqual([
      426,
      'protocolVersion',
    ]);
    expect(await errorOf(await terminal.request('POST', '/v1/push', { nothing: 1 }))).toEqual([
      400,
      'badRequest',
    ]);
    expect(await errorOf(await terminal.request('GET', '/v1/pull/accounts?limit=0'))).toEqual([
      400,
      'badRequest',
    ]);
    const plain = await fetch(`${ledger.url}/v1/enrol`, {
      method: 'POST',
      headers: { [PROTOCOL_VERSION_HEADER]: '1' },
      body: '{"code":',
    });
    expect(await errorOf(plain)).toEqual([400, 'badRequest']);
    expect(await errorOf(await fetch(`${ledger.url}/nowhere`))).toEqual([404, 'notFound']);
  });

  it('refuses a body that is too large', async () => {
    const { ledger } = bench();
    const body = 'x'.repeat(25 * 1024 * 1024);
    const response = await fetch(`${ledger.url}/v1/push`, { method: 'POST', body });
    expect(await errorOf(response)).toEqual([413, 'payloadTooLarge']);
  });

  it('is healthy, ready and describes itself', async () => {
    const { ledger } = bench();
    expect((await fetch(`${ledger.url}/health`)).status).toBe(200);
    expect((await fetch(`${ledger.url}/ready`)).status).toBe(200);
    const description: unknown = await (await fetch(`${ledger.url}/openapi.json`)).json();
    const { openapi, paths } = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(description);
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths)).toContain('/v1/pull/pages');
  });

  it('shows cards of the demonstration that readers accept, one of them unknown', async () => {
    const terminal = await newTerminal(bench().ledger);
    const { cards, products } = await terminal.get('/v1/demo/cards', demoCardsResponseSchema);
    expect(cards.length).toBeGreaterThanOrEqual(9);
    expect(new Set(cards.map(({ number }) => number)).size).toBe(cards.length);
    cards.forEach(({ number }) =>
      expect(number.startsWith('29') && hasGs1CheckDigit(number)).toBe(true),
    );
    products.forEach(({ gtin }) =>
      expect(!gtin.startsWith('29') && hasGs1CheckDigit(gtin)).toBe(true),
    );
    expect(new Set(cards.map(({ tierName }) => tierName))).toEqual(
      new Set(['Basic', 'Silver', 'Gold', 'Not linked']),
    );
  });
});

describeOnBoth('enrolment', (bench) => {
  it('takes a code once, whatever its case and dashes, and repeats a lost answer', async () => {
    const { ledger } = bench();
    const code = ledger.codeOf('T0101');
    const terminal = new TestTerminal(ledger.url);
    const first = await terminal.enrol(` ${code.toLowerCase().replaceAll('-', '')} `);
    expect(first.value).toMatchObject({
      terminalId: 'T0101',
      head: { sequence: 0, hash: GENESIS_HASH },
      demonstration: true,
    });
    expect((await terminal.enrol(code)).value).toEqual(first.value);
    const thief = await new TestTerminal(ledger.url).enrol(code);
    expect([thief.status, thief.error?.code]).toEqual([409, 'enrolmentCodeUsed']);
  });

  it('lets one of two machines win that use a code at the same moment', async () => {
    const { ledger } = bench();
    const machines = [1, 2, 3, 4].map(() => new TestTerminal(ledger.url));
    const answers = await Promise.all(
      machines.map((machine) => machine.enrol(ledger.codeOf('T0102'))),
    );
    expect(answers.map(({ error }) => error?.code ?? 'enrolled').sort()).toEqual([
      'enrolled',
      'enrolmentCodeUsed',
      'enrolmentCodeUsed',
      'enrolmentCodeUsed',
    ]);
  });

  it('refuses a wrong code and an expired code with their reasons', async () => {
    const { ledger } = bench();
    const machine = new TestTerminal(ledger.url);
    expect((await machine.enrol('DEMO-9999-ZZZZ')).error?.code).toBe('enrolmentCodeUnknown');
    const code = ledger.codeOf('T0201');
    await tamper(ledger, 'UPDATE enrolment_code SET expires_at = $2 WHERE code_hash = $1', [
      enrolmentCodeHash(code),
      new Date(ledger.context.clock.nowMs() - 1),
    ]);
    const expired = await machine.enrol(code);
    expect([expired.status, expired.error?.code]).toEqual([403, 'enrolmentCodeExpired']);
  });

  it('goes on with the chain of transactions when a lane gets a new machine', async () => {
    const { ledger } = bench();
    const old = await newTerminal(ledger);
    const last = old.seal();
    await old.push([last]);
    await ledger.context.sql.transaction('write', (session) =>
      issueEnrolmentCode(session, `AGAIN-${old.terminalId}`, old.terminalId, new Date(8e12)),
    );
    const fresh = new TestTerminal(ledger.url, () => ledger.context.clock.nowMs());
    const answer = await fresh.enrol(`AGAIN-${old.terminalId}`);
    expect(answer.value?.head).toEqual({ sequence: 1, hash: last.hash });
    expect((await fresh.push([fresh.seal()])).head.sequence).toBe(2);
    expect(await errorOf(await old.request('GET', ACCOUNTS))).toEqual([401, 'badSignature']);
  });
});
