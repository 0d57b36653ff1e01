import { expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { createAdminToken, revokeAdminTokens } from '../../../src/ledger/exceptions/adminToken.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import {
  ADMIN_EXCEPTION_RESOLVE_PATH,
  ADMIN_EXCEPTIONS_PATH,
  EXCEPTION_RESOLVE_PATH,
  EXCEPTIONS_PATH,
  exceptionListSchema,
  PULL_EXCEPTIONS_PATH,
  pullExceptionsResponseSchema,
  resolveExceptionResponseSchema,
} from '../../../src/protocol/exceptionQueue.ts';
import { overrideText, type OverrideTerms } from '../../../src/domain/managerOverride.ts';
import { DEMO_SEED } from '../../../src/ledger/demonstration/demoChain.ts';
import { deriveOverrideKey } from '../../../src/main/operators/overrideKey.ts';
import { demoOperators, operatorDocument } from '../../../src/ledger/demonstration/demoStaff.ts';
import { readAnswer, type TestTerminal } from '../../support/ledgerTerminal.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newTerminal,
  recordOf,
  tamper,
  type TrueRecord,
} from '../../support/ledgerBackends.ts';

const memberOf = (record: TrueRecord): TransactionMember => ({
  kind: 'member',
  memberId: record.memberId,
  cardToken: record.cardToken,
});
const manager = demoOperators.find(({ role }) => role === 'manager')?.operatorId ?? '';
const cashier = demoOperators.find(({ role }) => role === 'cashier')?.operatorId ?? '';

/** The open exceptions of one terminal, as the terminal's store sees them. */
async function openOf(terminal: TestTerminal) {
  const list = await terminal.get(`${EXCEPTIONS_PATH}?status=open`, exceptionListSchema);
  return list.exceptions.filter(({ terminalId }) => terminalId === terminal.terminalId);
}

async function resolve(terminal: TestTerminal, decision: object) {
  const request = { points: null, note: 'looked at it', operatorId: manager, ...decision };
  const response = await terminal.request('POST', EXCEPTION_RESOLVE_PATH, request);
  return readAnswer(response, resolveExceptionResponseSchema);
}

describeOnBoth('the exceptions queue', (bench) => {
  it('posts from quarantine what a manager lets out, once, and the audit agrees', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000020');
    const [first, second] = [
      terminal.seal({ member: memberOf(before), programmeVersion: 2 }),
      terminal.seal({ member: memberOf(before) }),
    ];
    await terminal.push([first, second]);
    const [waiting] = await openOf(terminal);
    expect(waiting).toMatchObject({ reason: 'unknownProgramme', sequence: 1, storeId: 'S01' });
    const exceptionId = waiting?.exceptionId;
    const tooEarly = await resolve(terminal, { exceptionId, resolution: 'posted' });
    expect(tooEarly.error).toMatchObject({ code: 'exceptionUndecidable' });
    await tamper(
      ledger,
      `INSERT INTO programme (programme_id, version, document)
       SELECT programme_id, 2, jsonb_set(document, '{version}', '2') FROM programme WHERE version = 1`,
    );
    for (let turn = 0; turn < 2; turn += 1) {
      const done = await resolve(terminal, { exceptionId, resolution: 'posted' });
      expect(done.value?.exception).toMatchObject({
        status: 'resolved',
        resolution: 'posted',
        resolvedBy: manager,
      });
    }
    expect((await terminal.push([first])).results).toEqual([{ sequence: 1, outcome: 'duplicate' }]);
    expect((await recordOf(ledger, 'M0000020')).balancePoints).toBe(before.balancePoints + 200);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true, unpostedTransactions: 0 });
  });

  it('never posts from quarantine what its terminal did not sign', async () => {
    const { ledger } = bench();
    const [terminal, forger] = [await newTerminal(ledger), await newTerminal(ledger)];
    const before = await recordOf(ledger, 'M0000021');
    const sealed = terminal.seal({ member: memberOf(before) });
    await terminal.push([{ ...sealed, signature: forger.sealBody(sealed.body).signature }]);
    const [waiting] = await openOf(terminal);
    const exceptionId = waiting?.exceptionId;
    const refused = await resolve(terminal, { exceptionId, resolution: 'posted' });
    expect(refused.error?.message).toContain('no key of terminal');
    const hidden = await resolve(terminal, { exceptionId, resolution: 'acknowledged' });
    expect(hidden.error?.message).toContain('would hide it');
    expect((await resolve(terminal, { exceptionId, resolution: 'dismissed' })).error).toBeNull();
    expect((await recordOf(ledger, 'M0000021')).balancePoints).toBe(before.balancePoints);
    expect(await openOf(terminal)).toEqual([]);
  });

  it('adjusts a balance by an entry of its own, once', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000022');
    await terminal.push([terminal.seal({ member: memberOf(before), accrualPoints: 9999 })]);
    const [found] = await openOf(terminal);
    expect(found).toMatchObject({ reason: 'ruleDifference', memberId: 'M0000022' });
    const decision = { exceptionId: found?.exceptionId, resolution: 'adjusted', points: 50 };
    expect((await resolve(terminal, { ...decision, points: null })).error).not.toBeNull();
    const both = await Promise.all([resolve(terminal, decision), resolve(terminal, decision)]);
    expect(
      both.map(({ error }) => error),
      ledger.log.join(),
    ).toEqual([null, null]);
    expect((await recordOf(ledger, 'M0000022')).balancePoints).toBe(
      before.balancePoints + 100 + 50,
    );
  });

  it('lets only a manager of the store decide, and only once', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const blocked = await recordOf(ledger, 'M0000006');
    await terminal.push([terminal.seal({ member: memberOf(blocked) })]);
    const exceptionId = (await openOf(terminal))[0]?.exceptionId;
    const decision = { exceptionId, resolution: 'acknowledged' };
    const byCashier = await resolve(terminal, { ...decision, operatorId: cashier });
    expect(byCashier).toMatchObject({ status: 403, error: { code: 'notManager' } });
    await tamper(ledger, `UPDATE posting_exception SET store_id = 'S02' WHERE terminal_id = $1`, [
      terminal.terminalId,
    ]);
    const elsewhere = await resolve(terminal, decision);
    expect(elsewhere).toMatchObject({ status: 404, error: { code: 'exceptionUnknown' } });
    await tamper(ledger, `UPDATE posting_exception SET store_id = 'S01' WHERE terminal_id = $1`, [
      terminal.terminalId,
    ]);
    expect((await resolve(terminal, decision)).error).toBeNull();
    const another = await resolve(terminal, { ...decision, resolution: 'dismissed' });
    expect(another).toMatchObject({ status: 409, error: { code: 'exceptionResolved' } });
  });

  it('tells terminals of the store by checkpoint, and takes resolved ones away', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const pull = (checkpoint: string) =>
      terminal.get(
        `${PULL_EXCEPTIONS_PATH}?checkpoint=${encodeURIComponent(checkpoint)}&limit=200`,
        pullExceptionsResponseSchema,
      );
    const start = await pull('');
    expect(start.documents.every(({ document }) => document.status === 'open')).toBe(true);
    const blocked = await recordOf(ledger, 'M0000006');
    await terminal.push([terminal.seal({ member: memberOf(blocked) })]);
    const found = await pull(start.checkpoint);
    expect(found.documents).toMatchObject([
      { removed: false, document: { reason: 'memberBlocked', memberId: 'M0000006' } },
    ]);
    const exceptionId = found.documents[0]?.document.exceptionId;
    expect((await pull('nonsense~x')).documents).toEqual(expect.arrayContaining(found.documents));
    await resolve(terminal, { exceptionId, resolution: 'acknowledged' });
    const gone = await pull(found.checkpoint);
    expect(gone.documents).toMatchObject([{ removed: true, document: { exceptionId } }]);
    expect((await pull(gone.checkpoint)).documents).toEqual([]);
  });

  it('opens to the back office by a token that was issued, until it is revoked', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const blocked = await recordOf(ledger, 'M0000006');
    await terminal.push([terminal.seal({ member: memberOf(blocked) })]);
    const token = await createAdminToken(ledger.context, 'audit');
    const ask = (authorization: string) =>
      fetch(`${ledger.url}${ADMIN_EXCEPTIONS_PATH}?reason=memberBlocked&limit=200`, {
        headers: { authorization },
      });
    const list = exceptionListSchema.parse(await (await ask(`Bearer ${token}`)).json());
    const own = list.exceptions.find(({ terminalId }) => terminalId === terminal.terminalId);
    const response = await fetch(`${ledger.url}${ADMIN_EXCEPTION_RESOLVE_PATH}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        exceptionId: own?.exceptionId,
        resolution: 'acknowledged',
        points: null,
        note: 'spoke to the member',
      }),
    });
    expect(resolveExceptionResponseSchema.parse(await response.json()).exception).toMatchObject({
      resolvedBy: 'back office: audit',
    });
    expect((await ask('Bearer loyalty_admin_nonsense')).status).toBe(401);
    expect((await ask('')).status).toBe(401);
    expect(await revokeAdminTokens(ledger.context, 'audit')).toBe(1);
    expect((await ask(`Bearer ${token}`)).status).toBe(401);
  });
  it('tells a redemption that a manager signed for from one that none did, posts either, and lets another manager settle it', async () => {
    const { ledger } = bench();
    const person = demoOperators.find(({ operatorId }) => operatorId === manager);
    const { pinVerifier } = operatorDocument(DEMO_SEED, person!);
    const key = await deriveOverrideKey(person!.pin, pinVerifier);
    const otherKey = await deriveOverrideKey('4321', pinVerifier);
    const before = await recordOf(ledger, 'M0000026');
    const reasonCode = 'goodwill';
    const selling: TestTerminal[] = [];

    /** What the ledger says of an override that is signed for the terms of its sale, bent by the test. */
    const saidOf = async (
      override: { readonly operatorId?: string; readonly signature?: string | null },
      bend: Partial<OverrideTerms> = {},
      signer = key,
    ) => {
      const terminal = await newTerminal(ledger);
      selling.push(terminal);
      const authorisation = {
        kind: 'standIn',
        floorLimitPoints: 100,
        confirmedPoints: before.balancePoints,
        asOf: '2026-11-22T09:30:00.000Z',
      } as const;
      const redemption = { points: 300, valueMinor: 300, authorisation };
      const { body } = terminal.seal({ member: memberOf(before), redemption });
      const { terminalId, transactionId, sequence } = body;
      const operatorId = override.operatorId ?? manager;
      const about = { terminalId, transactionId, sequence, memberId: before.memberId, points: 300 };
      const text = overrideText({ operatorId, reasonCode, ...about, ...bend });
      const signature = override.signature === undefined ? signer.sign(text) : override.signature;
      const by = { ...authorisation, override: { operatorId, reasonCode, signature } };
      const allowed = { ...body, redemption: { ...redemption, authorisation: by } };
      const { results } = await terminal.push([terminal.sealBody(allowed)]);
      expect(results).toEqual([{ sequence: 1, outcome: 'posted' }]);
      const found = await exceptionsOf(ledger, terminalId);
      return found.flatMap(({ reason, detail }) =>
        /override/i.test(reason) ? [[reason, detail]] : [],
      );
    };

    const signed = [['managerOverride', expect.stringContaining(`manager ${manager} allowed 300`)]];
    const not = (why: string) => [['overrideInvalid', expect.stringContaining(why)]];
    expect(await saidOf({})).toEqual(signed);
    const found = await openOf(selling[0]!);
    const own = found.find(({ reason }) => reason === 'managerOverride');
    const settle = (operatorId: string) =>
      resolve(selling[0]!, {
        exceptionId: own?.exceptionId,
        resolution: 'acknowledged',
        operatorId,
      });
    const refused = await settle(manager);
    expect(refused.error?.code).toBe('exceptionUndecidable');
    expect(refused.error?.message).toContain('Another manager');
    expect((await settle('O06')).value?.exception).toMatchObject({ resolvedBy: 'O06' });
    expect(await saidOf({}, { points: 200 })).toEqual(not('not that of this manager’s PIN'));
    expect(await saidOf({}, { transactionId: 'X:other' })).toEqual(not('for this sale'));
    expect(await saidOf({}, { memberId: 'M0000001' })).toEqual(not('for this sale'));
    expect(await saidOf({}, {}, otherKey)).toEqual(not('for this sale'));
    expect(await saidOf({ operatorId: 'O06' })).toEqual(not('O06 is said'));
    expect(await saidOf({ signature: null })).toEqual(not('it is not signed'));
    expect(await saidOf({ operatorId: cashier })).toEqual(not(`${cashier} is said`));
    await tamper(
      ledger,
      `UPDATE operator SET document = document - 'overrideKey' WHERE operator_id = '${manager}'`,
    );
    expect(await saidOf({ signature: null })).toEqual([
      ['managerOverride', expect.stringContaining('not signed')],
    ]);
    await tamper(ledger, `UPDATE operator SET removed = true WHERE operator_id = '${manager}'`);
    expect(await saidOf({})).toEqual(not('no manager now'));
    const document = JSON.stringify(operatorDocument(DEMO_SEED, person!));
    await tamper(
      ledger,
      `UPDATE operator SET removed = false, document = '${document}' WHERE operator_id = '${manager}'`,
    );
  });

  it('says when somebody who is no manager undid a whole sale', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const record = await recordOf(ledger, 'M0000027');
    const [first, second] = [1, 2].map(() => terminal.seal({ member: memberOf(record) }));
    const undo = { reasonCode: 'postVoid' };
    const byManager = { ...undo, figures: { operatorId: manager } };
    await terminal.push([
      first!,
      second!,
      terminal.sealReturn(first!.body, byManager),
      terminal.sealReturn(second!.body, undo),
    ]);
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ reason }) => reason)).toEqual([
      'postVoidByCashier',
    ]);
    expect((await recordOf(ledger, 'M0000027')).balancePoints).toBe(record.balancePoints);
  });
});
