import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { issueEnrolmentCode } from '../../../src/ledger/enrolment/enrolmentCode.ts';
import { HostClient } from '../../support/hostClient.ts';
import { newHoldId, startLedger, type TestLedger } from '../../support/ledger.ts';
import { exceptionsOf, recordOf } from '../../support/ledgerBackends.ts';
import { draftOf } from '../../support/ledgerTerminal.ts';
import { startScript, type RunningProcess } from '../../support/processes.ts';

let ledger: TestLedger;
let folder = '';
const running: RunningProcess[] = [];
const MEMBER = 'M0000003';
const HOLDER = 'M0000002';

beforeAll(async () => {
  ledger = await startLedger({ members: 10 });
});

afterAll(() => ledger.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>till</title>');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
  await rm(folder, { recursive: true });
});

/** Starts the host over the profile, does `work` at its till and stops it. */
async function atTill<Value>(
  more: readonly string[],
  work: (till: HostClient) => Promise<Value>,
): Promise<Value> {
  const host = startScript('src/main/browser/entry.ts', [
    ...['--profile', join(folder, 'profile'), '--renderer', join(folder, 'renderer')],
    ...['--ready-json', ...more],
  ]);
  running.push(host);
  const till = await HostClient.open((await host.waitForLine(/"address":"([^"]+)"/))[1] ?? '');
  try {
    return await work(till);
  } finally {
    till.close();
    await host.stop();
  }
}

async function memberOf(): Promise<TransactionMember> {
  const { memberId, cardToken } = await recordOf(ledger, MEMBER);
  return { kind: 'member', memberId, cardToken };
}

async function sell(till: HostClient) {
  const answer = await till.ask('journal.append', {
    draft: { ...draftOf({ member: await memberOf() }) },
  });
  return answer.ok ? answer.value.transaction : answer.error;
}

const push = (till: HostClient, transactions: readonly unknown[]) =>
  till.ask('ledger.exchange', { operation: 'push', payload: { transactions } });

/** Tells the ledger of leases and holds, as the page does each minute, and hears what it has; gives the points still held. */
async function heldAfterExchange(till: HostClient): Promise<number> {
  const payload = { lastSequence: 0, givenBack: [], kept: [], served: [] };
  await till.ask('ledger.exchange', { operation: 'leases', payload });
  return (await recordOf(ledger, HOLDER)).heldPoints;
}

const pointsOf = async () => (await recordOf(ledger, MEMBER)).balancePoints;

async function newCode(terminalId: string, code: string): Promise<string> {
  const inAnHour = new Date(Date.now() + 3_600_000);
  await ledger.context.sql.transaction('write', (session) =>
    issueEnrolmentCode(session, code, terminalId, inAnHour),
  );
  return code;
}

describe('a terminal restored from an older copy of its disk', () => {
  it('is stopped for good, enrolled anew, and loses nothing and posts nothing twice', async () => {
    const before = await pointsOf();
    const profile = join(folder, 'profile');
    const first = ['--ledger', ledger.url, '--enrol', ledger.codeOf('T0101')];
    const hold = { holdId: newHoldId(), memberId: HOLDER, points: 100 };
    await atTill(first, async (till) => {
      const held = await till.ask('ledger.exchange', { operation: 'placeHold', payload: hold });
      expect(held).toMatchObject({ ok: true });
      await push(till, [await sell(till), await sell(till)]);
    });
    await cp(profile, join(folder, 'copy'), { recursive: true });
    await atTill([], async (till) => push(till, [await sell(till), await sell(till)]));
    await rm(profile, { recursive: true });
    await cp(join(folder, 'copy'), profile, { recursive: true });

    await atTill([], async (till) => {
      const offline = [await sell(till), await sell(till), await sell(till)];
      const contact = await push(till, offline.slice(0, 1));
      expect(contact).toMatchObject({
        ok: true,
        value: { payload: { stopped: { code: 'ledgerAhead' } } },
      });
      expect(await sell(till)).toMatchObject({ code: 'journalStopped' });
      // What an older journal says of holds is not believed: it does not know what was sealed since.
      expect([await heldAfterExchange(till), await heldAfterExchange(till)]).toEqual([100, 100]);
    });
    const code = await newCode('T0101', 'AGAIN-1');
    // A code that a script hands over, as a demonstration's start does, is no person's decision.
    await atTill(['--ledger', ledger.url, '--enrol', code], async (till) => {
      expect(await sell(till)).toMatchObject({ code: 'journalStopped' });
    });
    expect(await pointsOf()).toBe(before + 400);

    await atTill([], async (till) => {
      const anew = await till.ask('terminal.enrol', { ledgerUrl: ledger.url, code });
      expect(anew).toMatchObject({ ok: true });
      await expect.poll(pointsOf, { timeout: 20_000 }).toBe(before + 700);
      // Once all of the old journal is there, nothing can come by the hold that nobody here knows of.
      await expect.poll(() => heldAfterExchange(till), { timeout: 20_000 }).toBe(0);
      const sold = await sell(till);
      expect(await push(till, [sold])).toMatchObject({
        value: { payload: { results: [{ outcome: 'posted' }], stopped: null } },
      });
    });
    expect(await pointsOf()).toBe(before + 800);
    // Once more: what was carried is known, and nothing is posted again.
    await atTill([], async (till) => push(till, [await sell(till)]));
    expect(await pointsOf()).toBe(before + 900);
    expect(await readdir(join(profile, 'journal'))).toHaveLength(2);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true, breaksInChains: [] });
    expect(await exceptionsOf(ledger, 'T0101')).toMatchObject([
      { reason: 'restoredImage', status: 'resolved' },
      { reason: 'forked', status: 'resolved' },
    ]);
  }, 60_000);

  it('is noticed though it has nothing to push, by what its balances hold', async () => {
    const profile = join(folder, 'profile');
    const first = ['--ledger', ledger.url, '--enrol', ledger.codeOf('T0102')];
    await atTill(first, async (till) => push(till, [await sell(till)]));
    await cp(profile, join(folder, 'copy'), { recursive: true });
    await atTill([], async (till) => push(till, [await sell(till)]));
    await rm(profile, { recursive: true });
    await cp(join(folder, 'copy'), profile, { recursive: true });
    await atTill([], async (till) => {
      const payload = { checkpoint: null, limit: 1 };
      await till.ask('ledger.exchange', { operation: 'pullAccounts', payload });
      expect(await sell(till)).toMatchObject({ code: 'journalStopped' });
    });
  }, 60_000);
});
