import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { GENESIS_HASH } from '../../../src/domain/seal.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { revokeTerminal } from '../../../src/ledger/enrolment/enrol.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newTerminal,
  recordOf,
} from '../../support/ledgerBackends.ts';
import type { TrueRecord } from '../../support/ledgerBackends.ts';

const memberOf = (record: TrueRecord): TransactionMember => ({
  kind: 'member',
  memberId: record.memberId,
  cardToken: record.cardToken,
});

describeOnBoth('pushing transactions', (bench) => {
  it('posts a batch in order and moves the head and the balance', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000010');
    const member = memberOf(before);
    const batch = [terminal.seal({ member }), terminal.seal({ member }), terminal.seal()];
    const answer = await terminal.push(batch);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['posted', 'posted', 'posted']);
    expect(answer.stopped).toBeNull();
    expect(answer.head).toEqual({ sequence: 3, hash: batch[2]!.hash, verified: true });
    const after = await recordOf(ledger, 'M0000010');
    expect(after.balancePoints - before.balancePoints).toBe(200);
  });

  it('invariant 2: takes a transaction once, however often and in whatever pieces it comes', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000011');
    const member = memberOf(before);
    const [a, b, c] = [
      terminal.seal({ member }),
      terminal.seal({ member }),
      terminal.seal({ member }),
    ];
    await terminal.push([a]);
    const overlapping = await terminal.push([a, b]);
    expect(overlapping.results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'posted']);
    const again = await terminal.push([b, b, a, c, c]);
    expect(again.results.map(({ outcome }) => outcome)).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'posted',
      'duplicate',
    ]);
    const after = await recordOf(ledger, 'M0000011');
    expect(after.balancePoints - before.balancePoints).toBe(300);
  });

  it('invariant 2: takes a batch once when it is pushed many times at the same moment', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000012');
    const batch = Array.from({ length: 20 }, () => terminal.seal({ member: memberOf(before) }));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => terminal.push(batch.slice(0, 20 - (index % 2) * 5))),
    );
    expect(answers.every(({ stopped }) => stopped === null)).toBe(true);
    const posted = answers.flatMap(({ results }) =>
      results.filter(({ outcome }) => outcome === 'posted'),
    );
    expect(posted.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    const after = await recordOf(ledger, 'M0000012');
    expect(after.balancePoints - before.balancePoints).toBe(2000);
  });

  it('answers a gap with the sequence that it expects and posts nothing behind it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [a, b, c] = [terminal.seal(), terminal.seal(), terminal.seal()];
    const answer = await terminal.push([a, c]);
    expect(answer.stopped).toMatchObject({ code: 'sequenceGap', sequence: 3, expectedSequence: 2 });
    expect(answer.head.sequence).toBe(1);
    expect((await terminal.push([b, c])).head.sequence).toBe(3);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('stops at a transaction that comes before the one it follows', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [a, b] = [terminal.seal(), terminal.seal()];
    const answer = await terminal.push([b, a]);
    expect(answer.stopped).toMatchObject({ code: 'sequenceGap', sequence: 2, expectedSequence: 1 });
    expect(answer.results).toEqual([]);
    expect(answer.head).toEqual({ sequence: 0, hash: GENESIS_HASH, verified: true });
  });

  it('quarantines a body that was altered after it was sealed, once, and posts those behind it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000015');
    const member = memberOf(before);
    const [first, second, third] = [
      terminal.seal({ member }),
      terminal.seal({ member }),
      terminal.seal({ member }),
    ];
    const altered = { ...second, body: { ...second.body, totalMinor: 999_999 } };
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await terminal.push([first, altered, third]);
      expect(answer.results.map(({ outcome }) => outcome)).toEqual(
        turn === 0
          ? ['posted', 'quarantined', 'posted']
          : ['duplicate', 'quarantined', 'duplicate'],
      );
      expect(answer.stopped).toBeNull();
      expect(answer.head).toMatchObject({ sequence: 3, hash: third.hash, verified: true });
    }
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'altered', status: 'open', seenCount: 1 },
    ]);
    expect((await recordOf(ledger, 'M0000015')).balancePoints).toBe(before.balancePoints + 200);
  });

  it('takes the real transaction where an altered copy of it went to quarantine before', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000016');
    const [first, second] = [
      terminal.seal({ member: memberOf(before) }),
      terminal.seal({ member: memberOf(before) }),
    ];
    const altered = { ...first, body: { ...first.body, totalMinor: 999_999 } };
    await terminal.push([altered, second]);
    expect((await terminal.push([first, second])).results).toEqual([
      { sequence: 1, outcome: 'posted' },
      { sequence: 2, outcome: 'duplicate' },
    ]);
    expect((await recordOf(ledger, 'M0000016')).balancePoints).toBe(before.balancePoints + 200);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'altered', status: 'resolved' },
    ]);
  });

  it('quarantines what is no transaction at all, by its place in the batch', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [first, , third] = [terminal.seal(), terminal.seal(), terminal.seal()];
    const nonsense = { nonsense: '\u0000'.repeat(100), deep: [[[[]]]] };
    const answer = await terminal.pushRaw([first, nonsense, third]);
    expect(answer.results.map(({ sequence, outcome }) => [sequence, outcome])).toEqual([
      [1, 'posted'],
      [2, 'quarantined'],
      [3, 'posted'],
    ]);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'malformed' },
    ]);
    expect((await terminal.push([terminal.seal()])).stopped).toBeNull();
  });

  it('quarantines what is nested deeper than any stack', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const body = new TextEncoder().encode(
      `{"transactions":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`,
    );
    const answer = await terminal.pushBytes(body);
    expect(answer.results).toMatchObject([{ outcome: 'quarantined', reason: 'malformed' }]);
  });

  it('invariant 2: never posts another body under a known sequence or id, and records it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const first = terminal.seal();
    const afterFirst = terminal.head;
    await terminal.push([first]);
    const sameSequence = terminal.sealBody({
      ...first.body,
      transactionId: `${terminal.terminalId}:${randomUUID()}`,
    });
    expect((await terminal.push([sameSequence])).results).toMatchObject([
      { outcome: 'quarantined', reason: 'forked' },
    ]);
    terminal.head = afterFirst;
    const second = terminal.seal();
    const sameId = terminal.sealBody({ ...second.body, transactionId: first.body.transactionId });
    expect((await terminal.push([sameId])).results).toMatchObject([
      { outcome: 'quarantined', reason: 'idReused' },
    ]);
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ reason }) => reason)).toEqual([
      'restoredImage',
      'forked',
      'idReused',
    ]);
  });

  it('invariant 3: notices a chain that forks from a restored image of the disk, and keeps all of it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const first = terminal.seal();
    const image = terminal.head;
    const second = terminal.seal();
    await terminal.push([first, second]);
    terminal.head = image;
    const fork = [terminal.seal(), terminal.seal()];
    const answer = await terminal.push(fork);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['quarantined', 'quarantined']);
    expect(answer.stopped).toMatchObject({ code: 'ledgerAhead', sequence: 2 });
    expect(answer.head).toMatchObject({ sequence: 2, hash: second.hash });
  });

  it('quarantines a transaction of another terminal', async () => {
    const { ledger } = bench();
    const [own, foreign] = [await newTerminal(ledger), await newTerminal(ledger)];
    const answer = await own.push([foreign.seal(), own.seal()]);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['quarantined', 'posted']);
    expect(answer.head.sequence).toBe(1);
  });

  it('quarantines a transaction that another key signed, and takes the real one', async () => {
    const { ledger } = bench();
    const [own, forger] = [await newTerminal(ledger), await newTerminal(ledger)];
    const sealed = own.seal();
    const forged = { ...sealed, signature: forger.sealBody(sealed.body).signature };
    expect((await own.push([forged])).results).toMatchObject([{ reason: 'badSignature' }]);
    expect((await own.push([sealed])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    expect((await own.push([own.seal()])).stopped).toBeNull();
  });

  it('quarantines a programme version that it does not have, and says which', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const answer = await terminal.push([terminal.seal({ programmeVersion: 99 }), terminal.seal()]);
    expect(answer.results).toMatchObject([
      { outcome: 'quarantined', reason: 'unknownProgramme' },
      { outcome: 'posted' },
    ]);
    expect(answer.results[0]?.message).toContain('99');
  });

  it('takes what a revoked terminal sold, but posts nothing of it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000017');
    await terminal.push([terminal.seal({ member: memberOf(before) })]);
    await revokeTerminal(ledger.context, terminal.terminalId);
    const late = [
      terminal.seal({ member: memberOf(before) }),
      terminal.seal({ member: memberOf(before) }),
    ];
    const answer = await terminal.push(late);
    expect(answer.results).toMatchObject([
      { outcome: 'quarantined', reason: 'terminalRevoked' },
      { outcome: 'quarantined', reason: 'terminalRevoked' },
    ]);
    expect(answer.head).toMatchObject({ sequence: 3, verified: true });
    expect((await recordOf(ledger, 'M0000017')).balancePoints).toBe(before.balancePoints + 100);
  });

  it('invariant 7: posts a sale whose points break the rules as sealed, corrects it beside and flags it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000013');
    const sealed = terminal.seal({
      member: memberOf(before),
      amountMinor: 1000,
      accrualPoints: 9999,
    });
    expect((await terminal.push([sealed])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    const after = await recordOf(ledger, 'M0000013');
    expect(after.balancePoints - before.balancePoints).toBe(100);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'ruleDifference', detail: expect.stringContaining('9999') as string },
    ]);
  });

  it('survives amounts that no rule can compute, and flags them', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000013');
    const plain = terminal.seal({ member: memberOf(before) });
    const [line] = plain.body.lines;
    const absurd = terminal.sealBody({
      ...plain.body,
      lines: [{ ...line!, quantity: 9999, unitPriceMinor: 1_000_000_000_000 }],
    });
    expect((await terminal.push([absurd])).stopped).toBeNull();
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'ruleDifference' },
    ]);
  });

  it('invariant 6: posts a stand-in redemption that overdraws the member, and flags it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000014');
    const points = Math.ceil((before.balancePoints + 300) / 100) * 100;
    const sealed = terminal.seal({
      member: memberOf(before),
      amountMinor: points,
      redemption: {
        points,
        valueMinor: points,
        authorisation: {
          kind: 'standIn',
          floorLimitPoints: 500,
          confirmedPoints: points,
          asOf: new Date(0).toISOString(),
        },
      },
    });
    expect((await terminal.push([sealed])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    expect((await recordOf(ledger, 'M0000014')).balancePoints).toBe(before.balancePoints - points);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'overdraft' },
    ]);
  });

  it('invariant 6: posts the sale of a blocked member, for the goods have left, and flags it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const blocked = await recordOf(ledger, 'M0000006');
    await terminal.push([terminal.seal({ member: memberOf(blocked) })]);
    expect((await recordOf(ledger, 'M0000006')).balancePoints).toBe(blocked.balancePoints + 100);
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'memberBlocked' },
    ]);
  });

  it('invariants 4 and 6: leaves a ledger that balances, with every finding waiting for a person', async () => {
    const report = await audit(bench().ledger.context.sql);
    expect(report).toMatchObject({
      sum: 0,
      breaksInChains: [],
      balancesThatDiffer: [],
      unpostedTransactions: 0,
      ok: true,
    });
    expect(report.openExceptions).toMatchObject({ idReused: 1, restoredImage: 2, overdraft: 1 });
  });
});
