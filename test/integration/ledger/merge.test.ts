import { expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import { mergeMembers } from '../../../src/ledger/merge/mergeMembers.ts';
import { linkCard } from '../../../src/ledger/posting/linkCard.ts';
import {
  PULL_ACCOUNTS_PATH,
  pullAccountsResponseSchema,
} from '../../../src/protocol/pullAccounts.ts';
import { PULL_PAGES_PATH, pullPagesResponseSchema } from '../../../src/protocol/pullPages.ts';
import { newHoldId } from '../../support/ledger.ts';
import {
  describeOnBoth,
  exceptionsOf,
  newTerminal,
  recordOf,
  trueRecords,
  type TrueRecord,
} from '../../support/ledgerBackends.ts';
import { lotsOf, newMember, publishLotRule } from '../../support/ledgerLots.ts';

const EXPIRING = 41;

const memberOf = (record: TrueRecord): TransactionMember => ({
  kind: 'member',
  memberId: record.memberId,
  cardToken: record.cardToken,
});

describeOnBoth('members and cards that change hands', (bench) => {
  it('merges two members: points, holds and cards move, and late sales follow, flagged', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [survivor, merged] = [
      await recordOf(ledger, 'M0000040'),
      await recordOf(ledger, 'M0000041'),
    ];
    await terminal.push([
      terminal.seal({ member: memberOf(survivor), amountMinor: 100_000 }),
      terminal.seal({ member: memberOf(merged), amountMinor: 100_000 }),
    ]);
    const holdId = newHoldId();
    expect((await terminal.placeHold(holdId, merged.memberId, 100)).error).toBeNull();
    const start = await terminal.get(`${PULL_PAGES_PATH}?limit=1`, pullPagesResponseSchema);
    const [one, other] = [await recordOf(ledger, 'M0000040'), await recordOf(ledger, 'M0000041')];
    const total = one.balancePoints + other.balancePoints;

    const both = await Promise.all([
      mergeMembers(ledger.context, survivor.memberId, merged.memberId),
      mergeMembers(ledger.context, survivor.memberId, merged.memberId),
    ]);
    expect(both).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await mergeMembers(ledger.context, merged.memberId, 'M0000042')).toMatchObject({
      ok: false,
    });

    const late = terminal.seal({ member: memberOf(merged) });
    const redeeming = terminal.seal({
      member: memberOf(merged),
      amountMinor: 1000,
      redemption: { points: 100, valueMinor: 100, authorisation: { kind: 'hold', holdId } },
    });
    expect((await terminal.push([late, redeeming])).results.map(({ outcome }) => outcome)).toEqual([
      'posted',
      'posted',
    ]);
    const cards = (await trueRecords(ledger)).filter(
      ({ memberId }) => memberId === survivor.memberId,
    );
    expect(cards.map(({ cardToken }) => cardToken).sort()).toEqual(
      [survivor.cardToken, merged.cardToken].sort(),
    );
    expect(cards[0]?.balancePoints).toBe(total + 100 + redeeming.body.accrualPoints);
    expect(cards[0]?.heldPoints).toBe(0);
    const flagged = await exceptionsOf(ledger, terminal.terminalId);
    expect(flagged.filter(({ reason }) => reason === 'memberMerged')).toHaveLength(2);
    const pulled = await terminal.get(
      `${PULL_ACCOUNTS_PATH}?checkpoint=${encodeURIComponent(start.accountsCheckpoint)}&limit=500`,
      pullAccountsResponseSchema,
    );
    const owners = pulled.accounts
      .filter(({ cardToken }) => [survivor.cardToken, merged.cardToken].includes(cardToken))
      .map(({ memberId }) => memberId);
    expect(owners).toEqual([survivor.memberId, survivor.memberId]);
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('repays what one of the two owes with the points of the other', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [survivor, merged] = [
      await recordOf(ledger, 'M0000043'),
      await recordOf(ledger, 'M0000044'),
    ];
    const points = Math.ceil((merged.balancePoints + 200) / 100) * 100;
    await terminal.push([
      terminal.seal({ member: memberOf(survivor), amountMinor: 100_000 }),
      terminal.seal({
        member: memberOf(merged),
        amountMinor: points,
        redemption: {
          points,
          valueMinor: points,
          authorisation: {
            kind: 'standIn',
            floorLimitPoints: points,
            confirmedPoints: points,
            asOf: new Date(0).toISOString(),
          },
        },
      }),
    ]);
    const before = (await recordOf(ledger, 'M0000043')).balancePoints;
    await mergeMembers(ledger.context, survivor.memberId, merged.memberId);
    expect((await recordOf(ledger, 'M0000043')).balancePoints).toBe(
      before + merged.balancePoints - points,
    );
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('takes back what a merged member’s sale had earned, from the survivor', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const [survivor, merged] = [
      await recordOf(ledger, 'M0000045'),
      await recordOf(ledger, 'M0000046'),
    ];
    const sale = terminal.seal({ member: memberOf(merged), amountMinor: 5000 });
    await terminal.push([sale]);
    await mergeMembers(ledger.context, survivor.memberId, merged.memberId);
    const back = terminal.sealReturn(sale.body, { lines: [{ lineNumber: 1, quantity: 1 }] });
    expect((await terminal.push([back])).results).toMatchObject([{ outcome: 'posted' }]);
    expect((await recordOf(ledger, 'M0000045')).balancePoints).toBe(
      survivor.balancePoints + merged.balancePoints,
    );
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('restores a spent lot with its old dates, though its member was merged, and that one again', async () => {
    const { ledger } = bench();
    await publishLotRule(ledger, EXPIRING, {
      vestingDays: 0,
      expiryDays: 90,
      restoredLotGraceDays: 30,
    });
    const terminal = await newTerminal(ledger);
    const [merged, between, survivor] = [
      await newMember(ledger),
      await newMember(ledger),
      await newMember(ledger),
    ];
    const earned = terminal.seal({
      member: merged,
      amountMinor: 5000,
      programmeVersion: EXPIRING,
    });
    const spent = [1, 2].map((quantity) =>
      terminal.seal({
        member: merged,
        amountMinor: 250,
        redemption: {
          points: 250,
          valueMinor: 250,
          authorisation: {
            kind: 'standIn',
            floorLimitPoints: 500,
            confirmedPoints: 500,
            asOf: new Date(quantity).toISOString(),
          },
        },
      }),
    );
    await terminal.push([earned, ...spent]);
    const lotId = earned.body.transactionId;
    const before = (await lotsOf(ledger, merged.memberId)).get(lotId);
    expect(before).toMatchObject({ remaining: 0 });
    const movedId = `${merged.memberId}/${lotId}`;
    const merges = [
      [between, merged],
      [survivor, between],
    ] as const;
    for (const [index, [into, gone]] of merges.entries()) {
      await mergeMembers(ledger.context, into.memberId, gone.memberId);
      await terminal.push(
        spent.slice(index, index + 1).map(({ body }) => terminal.sealReturn(body)),
      );
      const lots = await lotsOf(ledger, into.memberId);
      const left = [...lots].filter(([, { remaining }]) => remaining > 0);
      expect(left).toEqual([
        [movedId, { ...before, lotId: movedId, remaining: 250 * (index + 1) }],
      ]);
    }
    expect(await audit(ledger.context.sql)).toMatchObject({ ok: true });
  });

  it('tells terminals of a card that moves to another member', async () => {
    const { ledger } = bench();
    const terminal = await newTerminal(ledger);
    const start = await terminal.get(`${PULL_PAGES_PATH}?limit=1`, pullPagesResponseSchema);
    const { cardToken, cardLabel } = await recordOf(ledger, 'M0000047');
    await linkCard(ledger.context, { cardToken, cardLabel, memberId: 'M0000048' });
    const pulled = await terminal.get(
      `${PULL_ACCOUNTS_PATH}?checkpoint=${encodeURIComponent(start.accountsCheckpoint)}&limit=500`,
      pullAccountsResponseSchema,
    );
    expect(pulled.accounts.find((one) => one.cardToken === cardToken)?.memberId).toBe('M0000048');
  });
});
