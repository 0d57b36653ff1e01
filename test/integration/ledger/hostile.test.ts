import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { MAXIMUM_AMOUNT_MINOR } from '../../../src/domain/money.ts';
import { MAXIMUM_POINTS } from '../../../src/domain/points.ts';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import { nextBody } from '../../../src/domain/seal.ts';
import { MAXIMUM_ACCOUNT_POINTS } from '../../../src/ledger/posting/plausibility.ts';
import { DEMO_AUDIT_PATH, auditReportSchema } from '../../../src/protocol/demoAudit.ts';
import {
  PULL_ACCOUNTS_PATH,
  pullAccountsResponseSchema,
} from '../../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH, pullPagesResponseSchema } from '../../../src/protocol/pullPages.ts';
import { PROTOCOL_VERSION_HEADER } from '../../../src/protocol/version.ts';
import { describeOnBoth, newTerminal, recordOf, tamper } from '../../support/ledgerBackends.ts';
import { draftOf, readAnswer, TestTerminal } from '../../support/ledgerTerminal.ts';
import { UNMEASURED_CLOCK } from '../../support/transactionDrafts.ts';

const STREAM = '/v1/stream';

/** Reads a stream until it ends; fails with the time-out of the test where it does not. */
async function readToEnd(response: Response): Promise<string> {
  return response.text();
}

describeOnBoth('hostile requests', (bench) => {
  it('ends the stream of a terminal that is revoked, and no other', async () => {
    const { ledger } = bench();
    const [revoked, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const ending = await revoked.request('GET', STREAM);
    const staying = await other.request('GET', STREAM);
    expect([ending.status, staying.status]).toEqual([200, 200]);
    await revokeTerminal(ledger.context, revoked.terminalId);
    expect(await readToEnd(ending)).toContain('event: changed');
    const again = await readAnswer(await revoked.request('GET', STREAM), z.unknown());
    expect(again.error?.code).toBe('terminalRevoked');
    const reader = staying.body?.getReader();
    await reader?.read();
    await other.push([other.seal()]);
    const { done } = (await reader?.read()) ?? { done: true };
    expect(done).toBe(false);
    await reader?.cancel();
  });

  it('quarantines a sale at an instant that is on no calendar, with words, and posts the next', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    for (const occurredAt of [
      '2026-02-30T10:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '2026-13-01T00:00:00.000Z',
      '2026-01-01T24:00:00.000Z',
      '2026-01-01T23:59:60.000Z',
    ]) {
      const body = nextBody(draftOf({}), {
        terminalId: terminal.terminalId,
        storeId: 'S01',
        head: terminal.head,
        uuid: crypto.randomUUID(),
        occurredAt,
        businessDate: '2026-02-28',
        clock: UNMEASURED_CLOCK,
      });
      const answer = await terminal.push([terminal.sealBody(body)]);
      expect(answer.results).toMatchObject([{ outcome: 'quarantined', reason: 'malformed' }]);
      expect(answer.results[0]?.message).toContain(occurredAt);
    }
    expect((await terminal.push([terminal.seal()])).results).toMatchObject([{ outcome: 'posted' }]);
  });

  it.each([
    '/v1/demo/balances/%00',
    '/v1/demo/balances/%zz',
    '//',
    '/v1/../v1/push',
    '/%2e%2e/etc',
  ])('answers the path %s with a refusal of the protocol', async (path) => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const response = await terminal.request('GET', path);
    const answer = await readAnswer(response, z.unknown());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.error?.message).toMatch(/./);
  });

  it('answers bytes that are no request, deep nesting and prototypes with refusals, and lives', async () => {
    const { ledger } = bench();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const prototypes = '{"__proto__":{"code":"x"},"constructor":{"prototype":{}}}';
    for (const body of [randomBytes(10_000), Buffer.from([0xff, 0xfe]), deep, prototypes]) {
      const response = await fetch(`${ledger.url}/v1/enrol`, {
        method: 'POST',
        headers: { [PROTOCOL_VERSION_HEADER]: '1', 'content-type': 'text/x-unheard-of' },
        body,
      });
      expect((await readAnswer(response, z.unknown())).error?.code).toBe('badRequest');
    }
    const terminal = await newTerminal(ledger);
    expect(await terminal.get(DEMO_AUDIT_PATH, auditReportSchema)).toMatchObject({ ok: true });
  });

  it('keeps absurd points of a signed sale in quarantine, and every till pulls on', async () => {
    const { ledger } = bench();
    const [hostile, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const before = await recordOf(ledger, 'M0000060');
    const { memberId, cardToken } = before;
    const member = { kind: 'member', memberId, cardToken } as const;
    const start = await other.get(`${PULL_PAGES_PATH}?limit=1`, pullPagesResponseSchema);
    const redeeming = (points: number, totalMinor: number) => ({
      member,
      amountMinor: totalMinor,
      accrualPoints: 0,
      redemption: {
        points,
        valueMinor: totalMinor,
        authorisation: {
          kind: 'standIn' as const,
          floorLimitPoints: points,
          confirmedPoints: points,
          asOf: '2026-01-01T00:00:00.000Z',
        },
      },
    });
    const answer = await hostile.push([
      hostile.seal({ member, accrualPoints: MAXIMUM_POINTS }),
      hostile.seal(redeeming(MAXIMUM_POINTS, 1000)),
      hostile.seal(redeeming(MAXIMUM_POINTS, MAXIMUM_AMOUNT_MINOR)),
      hostile.seal({ member }),
    ]);
    expect(answer.results).toMatchObject([
      { outcome: 'quarantined', reason: 'implausible' },
      { outcome: 'quarantined', reason: 'implausible' },
      { outcome: 'quarantined', reason: 'implausible' },
      { outcome: 'posted' },
    ]);
    expect((await recordOf(ledger, 'M0000060')).balancePoints).toBe(before.balancePoints + 100);
    const pulled = await other.get(
      `${PULL_ACCOUNTS_PATH}?checkpoint=${encodeURIComponent(start.accountsCheckpoint)}&limit=500`,
      pullAccountsResponseSchema,
    );
    expect(pulled.accounts.map((account) => account.memberId)).toContain(memberId);
  });

  it('stops filling an account before it is more than a pull can carry', async () => {
    const { ledger } = bench();
    const [hostile, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const { memberId, cardToken } = await recordOf(ledger, 'M0000061');
    const member = { kind: 'member', memberId, cardToken } as const;
    await tamper(ledger, `UPDATE member SET active_points = $2 WHERE member_id = $1`, [
      memberId,
      MAXIMUM_ACCOUNT_POINTS - 1_000_000,
    ]);
    const rich = { member, amountMinor: 2_000_000_00 };
    expect((await hostile.push([hostile.seal(rich)])).results).toMatchObject([
      { outcome: 'quarantined', reason: 'implausible' },
    ]);
    // Whatever became of one account: the pulls of all tills go on.
    await tamper(
      ledger,
      `UPDATE member SET active_points = $2, change_xid = pg_current_xact_id() WHERE member_id = $1`,
      [memberId, 3 * MAXIMUM_POINTS],
    );
    const pages = await other.get(`${PULL_PAGES_PATH}?limit=64`, pullPagesResponseSchema);
    expect(pages.pages.map(({ rows }) => rows).join()).toContain(`,${MAXIMUM_POINTS}]`);
  });

  it('makes whoever guesses enrolment codes wait, with words, and counts no right code', async () => {
    const { ledger, clock } = bench();
    clock.advance(3_600_000);
    const guesser = new TestTerminal(ledger.url);
    const guess = (index: number) => guesser.enrol(`GUESS-${index}`);
    for (let index = 0; index < 20; index += 1) {
      expect((await guess(index)).error?.code).toBe('enrolmentCodeUnknown');
    }
    const refused = await guess(20);
    expect([refused.status, refused.error?.code]).toEqual([429, 'unavailable']);
    expect(refused.error?.message).toContain('Too many wrong enrolment codes');
    expect((await guesser.enrol(ledger.codeOf('T0101'))).status).toBe(429);
    clock.advance(601_000);
    expect((await guesser.enrol(ledger.codeOf('T0101'))).error).toBeNull();
  });
});
