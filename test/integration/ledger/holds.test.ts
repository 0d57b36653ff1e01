import { expect, it } from 'vitest';
import type { TransactionMember, TransactionRedemption } from '../../../src/domain/transaction.ts';
import { HOLD_LIFETIME_MS } from '../../../src/protocol/hold.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { expireHolds } from '../../../src/ledger/holds/expireHolds.ts';
import { newHoldId } from '../../support/ledger.ts';
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

const redemptionOf = (holdId: string, points: number): TransactionRedemption => ({
  points,
  valueMinor: points,
  authorisation: { kind: 'hold', holdId },
});

describeOnBoth('holds', (bench) => {
  it('takes held points out of what may be spent, and the sale takes them for good', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000001');
    const holdId = newHoldId();
    const placed = await terminal.placeHold(holdId, 'M0000001', 300);
    expect(placed.value).toMatchObject({
      state: 'pending',
      availablePoints: before.balancePoints - 300,
    });
    const sale = terminal.seal({
      member: memberOf(before),
      amountMinor: 300,
      redemption: redemptionOf(holdId, 300),
    });
    await terminal.push([sale]);
    const after = await recordOf(ledger, 'M0000001');
    expect(after).toMatchObject({ balancePoints: before.balancePoints - 300, heldPoints: 0 });
    expect((await terminal.voidHold(holdId, 'M0000001')).value?.state).toBe('posted');
    expect(await exceptionsOf(ledger, terminal.terminalId)).toEqual([]);
  });

  it('invariant 5: never lets holds placed at the same moment exceed the balance', async () => {
    const { ledger } = bench();
    const terminals = [
      await newTerminal(ledger),
      await newTerminal(ledger),
      await newTerminal(ledger),
    ];
    const before = await recordOf(ledger, 'M0000002');
    const points = Math.floor(before.balancePoints / 4);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        terminals[index % 3]!.placeHold(newHoldId(), 'M0000002', points),
      ),
    );
    const placed = answers.filter(({ value }) => value !== null);
    expect(placed).toHaveLength(Math.floor(before.balancePoints / points));
    expect(
      answers.filter(({ error }) => error?.code === 'insufficientPoints' && error.message !== ''),
    ).toHaveLength(12 - placed.length);
    const after = await recordOf(ledger, 'M0000002');
    expect(after.balancePoints).toBeGreaterThanOrEqual(0);
    expect(after.heldPoints + after.balancePoints).toBe(before.balancePoints);
  });

  it('answers the same hold again with the same, and other values with a conflict', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const holdId = newHoldId();
    const first = await terminal.placeHold(holdId, 'M0000003', 200);
    const again = await Promise.all(
      [1, 2, 3].map(() => terminal.placeHold(holdId, 'M0000003', 200)),
    );
    again.forEach((answer) => expect(answer.value).toEqual(first.value));
    expect((await recordOf(ledger, 'M0000003')).heldPoints).toBe(200);
    for (const answer of [
      await terminal.placeHold(holdId, 'M0000003', 300),
      await terminal.placeHold(holdId, 'M0000004', 200),
      await other.placeHold(holdId, 'M0000003', 200),
    ]) {
      expect([answer.status, answer.error?.code]).toEqual([409, 'holdConflict']);
    }
  });

  it('gives points back when a hold is voided, once', async () => {
    const { ledger } = bench();
    const [terminal, other] = [await newTerminal(ledger), await newTerminal(ledger)];
    const before = await recordOf(ledger, 'M0000004');
    const holdId = newHoldId();
    await terminal.placeHold(holdId, 'M0000004', 400);
    expect((await other.voidHold(holdId, 'M0000004')).error?.code).toBe('holdUnknown');
    const voided = await Promise.all([1, 2].map(() => terminal.voidHold(holdId, 'M0000004')));
    voided.forEach((answer) =>
      expect(answer.value).toMatchObject({
        state: 'voided',
        availablePoints: before.balancePoints,
      }),
    );
    expect(await recordOf(ledger, 'M0000004')).toEqual(before);
  });

  it('refuses holds of unknown and blocked members', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    expect((await terminal.placeHold(newHoldId(), 'M9999999', 1)).error?.code).toBe(
      'memberUnknown',
    );
    expect((await terminal.placeHold(newHoldId(), 'M0000006', 1)).error?.code).toBe(
      'memberBlocked',
    );
  });

  it('posts a sale whose hold was released meanwhile, and flags it', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000007');
    const holdId = newHoldId();
    await terminal.placeHold(holdId, 'M0000007', 500);
    await terminal.voidHold(holdId, 'M0000007');
    const sale = terminal.seal({
      member: memberOf(before),
      amountMinor: 500,
      redemption: redemptionOf(holdId, 500),
    });
    expect((await terminal.push([sale])).results).toEqual([{ sequence: 1, outcome: 'posted' }]);
    expect(await recordOf(ledger, 'M0000007')).toMatchObject({
      balancePoints: before.balancePoints - 500,
      heldPoints: 0,
    });
    expect(await exceptionsOf(ledger, terminal.terminalId)).toMatchObject([
      { reason: 'holdNotPending', detail: expect.stringContaining('voided') as string },
    ]);
  });

  it('gives back what a sale took less than its hold', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000007');
    const holdId = newHoldId();
    await terminal.placeHold(holdId, 'M0000007', 900);
    const redemption = redemptionOf(holdId, 200);
    await terminal.push([
      terminal.seal({ member: memberOf(before), amountMinor: 200, redemption }),
    ]);
    expect(await recordOf(ledger, 'M0000007')).toMatchObject({
      balancePoints: before.balancePoints - 200,
      heldPoints: 0,
    });
  });

  it('lets a hold lapse after its time, by the job and by the next hold of the member', async () => {
    const { ledger, clock } = bench();
    const terminal = await newTerminal(ledger);
    const before = await recordOf(ledger, 'M0000008');
    const all = before.balancePoints;
    await terminal.placeHold(newHoldId(), 'M0000008', all);
    clock.advance(HOLD_LIFETIME_MS - 1);
    expect((await terminal.placeHold(newHoldId(), 'M0000008', 1)).error?.code).toBe(
      'insufficientPoints',
    );
    clock.advance(1);
    const second = newHoldId();
    expect((await terminal.placeHold(second, 'M0000008', all)).value?.availablePoints).toBe(0);
    clock.advance(HOLD_LIFETIME_MS);
    expect(await expireHolds(ledger.context)).toBeGreaterThan(0);
    expect(await recordOf(ledger, 'M0000008')).toEqual(before);
    expect((await terminal.voidHold(second, 'M0000008')).value?.state).toBe('expired');
  });

  it('leaves a ledger that balances', async () => {
    expect(await audit(bench().ledger.context.sql)).toMatchObject({ sum: 0, ok: true });
  });
});
