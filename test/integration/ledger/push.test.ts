import { expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { GENESIS_HASH } from '../../../src/domain/seal.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
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
    expect(answer.head).toEqual({ sequence: 3, hash: batch[2]!.hash });
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
    expect(answer.head).toEqual({ sequence: 0, hash: GENESIS_HASH });
  });

  it('refuses a body that was altered after it was sealed, and says so to a person', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const sealed = terminal.seal();
    const altered = {
      ...sealed,
      body: { ...sealed.body, accrualPoints: sealed.body.accrualPoints + 1 },
    };
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await terminal.push([altered])).stopped?.code).toBe('chainBroken');
    }
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'chainBroken', status: 'open', seenCount: 2 },
    ]);
    expect((await terminal.push([sealed])).stopped).toBeNull();
  });

  it('invariant 2: refuses another body under a known sequence or id, and records it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const first = terminal.seal();
    const afterFirst = terminal.head;
    await terminal.push([first]);
    const sameSequence = terminal.sealBody({
      ...first.body,
      totalMinor: first.body.totalMinor + 1,
    });
    expect((await terminal.push([sameSequence])).stopped?.code).toBe('idReused');
    terminal.head = afterFirst;
    const second = terminal.seal();
    const sameId = terminal.sealBody({ ...second.body, transactionId: first.body.transactionId });
    expect((await terminal.push([sameId])).stopped?.code).toBe('idReused');
    expect((await exceptionsOf(ledger, terminal.terminalId)).map(({ reason }) => reason)).toEqual([
      'idReused',
      'idReused',
    ]);
  });

  it('invariant 3: refuses a chain that forks from a restored image of the disk', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const first = terminal.seal();
    const image = terminal.head;
    const second = terminal.seal();
    await terminal.push([first, second]);
    terminal.head = image;
    const fork = [terminal.seal(), terminal.seal()];
    expect((await terminal.push(fork)).stopped).toMatchObject({ code: 'idReused', sequence: 2 });
    expect((await terminal.push([fork[1]!])).stopped).toMatchObject({
      code: 'chainBroken',
      sequence: 3,
    });
  });

  it('refuses a transaction of another terminal', async () => {
    const { ledger } = bench();
    const [own, foreign] = [await newTerminal(ledger), await newTerminal(ledger)];
    const answer = await own.push([foreign.seal()]);
    expect(answer.stopped?.code).toBe('foreignTerminal');
    expect(answer.head.sequence).toBe(0);
  });

  it('refuses a transaction that another key signed', async () => {
    const { ledger } = bench();
    const [own, forger] = [await newTerminal(ledger), await newTerminal(ledger)];
    const sealed = own.seal();
    const forged = { ...sealed, signature: forger.sealBody(sealed.body).signature };
    expect((await own.push([forged])).stopped?.code).toBe('badSignature');
    expect((await own.push([sealed])).stopped).toBeNull();
  });

  it('refuses a programme version that it does not have', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const answer = await terminal.push([terminal.seal({ programmeVersion: 99 })]);
    expect(answer.stopped?.code).toBe('rejected');
    expect(answer.stopped?.message).toContain('99');
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
    expect(report.sum).toBe(0);
    expect(report.ok).toBe(true);
    expect(report.openExceptions).toMatchObject({ idReused: 3, foreignTerminal: 1, overdraft: 1 });
  });
});
