import { expect, it } from 'vitest';
import type { TransactionMember } from '../../../src/domain/transaction.ts';
import { audit } from '../../../src/ledger/audit/audit.ts';
import type { AuditReport } from '../../../src/protocol/demoAudit.ts';
import { newHoldId } from '../../support/ledger.ts';
import {
  describeOnBoth,
  newTerminal,
  recordOf,
  tamper,
  type LedgerBench,
} from '../../support/ledgerBackends.ts';
import type { TestTerminal } from '../../support/ledgerTerminal.ts';

const reportOf = ({ ledger }: LedgerBench): Promise<AuditReport> => audit(ledger.context.sql);

async function terminalWithSales({ ledger }: LedgerBench): Promise<TestTerminal> {
  const terminal = await newTerminal(ledger);
  const { memberId, cardToken } = await recordOf(ledger, 'M0000010');
  const member: TransactionMember = { kind: 'member', memberId, cardToken };
  await terminal.push(Array.from({ length: 4 }, () => terminal.seal({ member })));
  return terminal;
}

describeOnBoth('the audit', (bench) => {
  it('finds a sound ledger sound, holds and all', async () => {
    const terminal = await terminalWithSales(bench());
    await terminal.placeHold(newHoldId(), 'M0000002', 100);
    const report = await reportOf(bench());
    expect(report).toMatchObject({ ok: true, sum: 0, transactions: 4, breaksInChains: [] });
    expect(report.postings).toBeGreaterThan(report.entries);
  });

  it('finds an altered body', async () => {
    const { terminalId } = await terminalWithSales(bench());
    const change = (points: number): Promise<void> =>
      tamper(
        bench().ledger,
        `UPDATE terminal_transaction SET body = jsonb_set(body, '{accrualPoints}', to_jsonb($2::int8))
          WHERE terminal_id = $1 AND sequence = 2`,
        [terminalId, points],
      );
    await change(101);
    const report = await reportOf(bench());
    expect(report.ok).toBe(false);
    expect(report.breaksInChains).toEqual([{ terminalId, sequence: 2, reason: 'hashMismatch' }]);
    expect(report.unpostedTransactions).toBe(1);
    await change(100);
    expect((await reportOf(bench())).ok).toBe(true);
  });

  it('finds a changed balance, and only that', async () => {
    await tamper(
      bench().ledger,
      `UPDATE member SET active_points = active_points + 5, held_points = held_points + 1 WHERE member_id = 'M0000020'`,
    );
    const report = await reportOf(bench());
    expect(report.balancesThatDiffer.map(({ memberId, account }) => [memberId, account])).toEqual([
      ['M0000020', 'active'],
      ['M0000020', 'held'],
    ]);
    const [active] = report.balancesThatDiffer;
    expect(active!.storedPoints - active!.postedPoints).toBe(5);
    expect(report.ok).toBe(false);
    await tamper(
      bench().ledger,
      `UPDATE member SET active_points = active_points - 5, held_points = held_points - 1 WHERE member_id = 'M0000020'`,
    );
  });

  it('finds a lot, a debt and a movement that were changed, each for what it is', async () => {
    const { ledger } = bench();
    await tamper(
      ledger,
      `UPDATE points_lot SET remaining_points = remaining_points + 7 WHERE member_id = 'M0000021' AND lot_id = 'opening'`,
    );
    const lot = await reportOf(bench());
    expect(lot.lotsThatDiffer).toMatchObject([{ memberId: 'M0000021', lotId: 'opening' }]);
    expect(lot.balancesThatDiffer).toMatchObject([{ memberId: 'M0000021', account: 'lots' }]);
    expect(lot.ok).toBe(false);
    await tamper(
      ledger,
      `UPDATE lot_movement SET points = points + 7 WHERE member_id = 'M0000021' AND lot_id = 'opening'`,
    );
    const moved = await reportOf(bench());
    expect(moved.lotsThatDiffer).toEqual([]);
    expect(moved.unevenEntries).toBe(1);
    expect(moved.ok).toBe(false);
    await tamper(
      ledger,
      `UPDATE lot_movement SET points = points - 7 WHERE member_id = 'M0000021' AND lot_id = 'opening'`,
    );
    await tamper(
      ledger,
      `UPDATE points_lot SET remaining_points = remaining_points - 7 WHERE member_id = 'M0000021' AND lot_id = 'opening'`,
    );
    const debt = (points: number) =>
      tamper(
        ledger,
        `UPDATE member SET active_points = 0, overdraft_points = $1 WHERE member_id = 'M0000999'`,
        [points],
      );
    await expect(
      tamper(ledger, `UPDATE member SET active_points = -1 WHERE member_id = 'M0000021'`),
    ).rejects.toThrow(/member_active_not_negative/);
    await debt(9);
    const owed = await reportOf(bench());
    expect(owed.balancesThatDiffer).toContainEqual({
      memberId: 'M0000999',
      account: 'overdraft',
      storedPoints: 9,
      postedPoints: 0,
    });
    await tamper(
      ledger,
      `UPDATE member m SET overdraft_points = 0,
              active_points = (SELECT sum(points) FROM posting p WHERE p.member_id = m.member_id AND account = 'member:active')
        WHERE member_id = 'M0000999'`,
    );
    expect((await reportOf(bench())).ok).toBe(true);
  });

  it('invariant 3: finds a deleted transaction in the middle and at the end', async () => {
    const { terminalId } = await terminalWithSales(bench());
    await tamper(
      bench().ledger,
      'DELETE FROM terminal_transaction WHERE terminal_id = $1 AND sequence IN (2, 4)',
      [terminalId],
    );
    const report = await reportOf(bench());
    expect(report.breaksInChains).toEqual([
      { terminalId, sequence: 3, reason: 'sequenceGap' },
      { terminalId, sequence: 4, reason: 'headMismatch' },
    ]);
    expect(report.unpostedTransactions).toBe(2);
    expect(report.ok).toBe(false);
  });

  it('finds a deleted posting, although the database is told to look away', async () => {
    const before = await reportOf(bench());
    await tamper(
      bench().ledger,
      `DELETE FROM posting WHERE member_id = 'M0000030' AND entry_id = 'opening' AND line_number = 2`,
    );
    const report = await reportOf(bench());
    expect(report.unbalancedEntries).toBe(before.unbalancedEntries + 1);
    expect(report.sum).not.toBe(0);
  });

  it('invariant 4: is refused an unbalanced entry by the database itself', async () => {
    await expect(
      tamper(
        bench().ledger,
        `UPDATE posting SET points = points + 1 WHERE member_id = 'M0000031' AND line_number = 1`,
      ),
    ).rejects.toThrow(/does not balance/);
  });
});
