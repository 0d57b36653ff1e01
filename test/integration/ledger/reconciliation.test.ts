import { expect, it } from 'vitest';
import { METRICS_PATH } from '../../../src/protocol/health.ts';
import { createAdminToken } from '../../../src/ledger/exceptions/adminToken.ts';
import { reconcile } from '../../../src/ledger/reconciliation/reconcile.ts';
import {
  reconciliationState,
  type ReconciliationState,
} from '../../../src/ledger/reconciliation/reconciliationState.ts';
import {
  describeOnBoth,
  MEMBERS_UNDER_TEST,
  newTerminal,
  recordOf,
  tamper,
  type LedgerBench,
} from '../../support/ledgerBackends.ts';

const states = ({ ledger }: LedgerBench): Promise<ReconciliationState[]> =>
  ledger.context.sql.transaction('snapshot', reconciliationState);

async function stateOf(bench: LedgerBench, part: string): Promise<ReconciliationState> {
  const state = (await states(bench)).find((one) => one.part === part);
  if (state === undefined) {
    throw new Error(`no part ${part}`);
  }
  return state;
}

/** Runs step after step until both parts have ended one more round; gives how many steps that took. */
async function wholeRound(bench: LedgerBench): Promise<number> {
  const before = new Map((await states(bench)).map(({ part, rounds }) => [part, rounds]));
  for (let steps = 1; steps < 200; steps += 1) {
    bench.clock.advance(30_000);
    await reconcile(bench.ledger.context);
    const now = await states(bench);
    if (now.every(({ part, rounds }) => rounds > (before.get(part) ?? 0))) {
      return steps;
    }
  }
  throw new Error('the reconciliation came to no end');
}

const metrics = async ({ ledger }: LedgerBench, headers: Record<string, string> = {}) =>
  fetch(`${ledger.url}${METRICS_PATH}`, { headers });

describeOnBoth('the reconciliation', (bench) => {
  it('looks at every member and transaction in bounded steps, and finds a sound ledger sound', async () => {
    const terminal = await newTerminal(bench().ledger);
    const { memberId, cardToken } = await recordOf(bench().ledger, 'M0000010');
    const member = { kind: 'member', memberId, cardToken } as const;
    for (let batch = 0; batch < 6; batch += 1) {
      await terminal.push(Array.from({ length: 100 }, () => terminal.seal({ member })));
    }
    expect(await wholeRound(bench())).toBeGreaterThan(1);
    // The steps before this round's beginning may have been those of another.
    await wholeRound(bench());
    expect(await stateOf(bench(), 'members')).toMatchObject({
      lastRoundChecked: MEMBERS_UNDER_TEST,
      lastRoundFindingCount: 0,
    });
    expect(await stateOf(bench(), 'chains')).toMatchObject({
      lastRoundChecked: 600,
      lastRoundFindingCount: 0,
    });
  });

  it('is done once, however many ledgers do it at the same moment', async () => {
    await wholeRound(bench());
    bench().clock.advance(30_000);
    const before = await states(bench());
    const checked = await Promise.all(
      Array.from({ length: 4 }, () => reconcile(bench().ledger.context)),
    );
    const after = await states(bench());
    const sum = (list: readonly ReconciliationState[]) =>
      list.reduce(
        (all, { checked: one, rounds, lastRoundChecked }) => all + one + rounds * lastRoundChecked,
        0,
      );
    expect(sum(after) - sum(before)).toBe(checked.reduce((all, one) => all + one, 0));
    expect(checked.filter((one) => one > 0).length).toBeLessThanOrEqual(2);
    expect(await reconcile(bench().ledger.context)).toBe(0);
  });

  it('finds a changed balance, a changed lot and a changed transaction, and says so to Prometheus', async () => {
    const terminal = await newTerminal(bench().ledger);
    await terminal.push([terminal.seal(), terminal.seal()]);
    const { ledger } = bench();
    await tamper(
      ledger,
      `UPDATE member SET active_points = active_points + 5 WHERE member_id = 'M0000020'`,
    );
    await tamper(
      ledger,
      `UPDATE points_lot SET remaining_points = remaining_points + 3 WHERE member_id = 'M0000021' AND lot_id = 'opening'`,
    );
    await tamper(
      ledger,
      `UPDATE terminal_transaction SET body = jsonb_set(body, '{operatorId}', '"O99"') WHERE terminal_id = $1 AND sequence = 1`,
      [terminal.terminalId],
    );
    await wholeRound(bench());
    await wholeRound(bench());
    const { lastRoundFindings } = await stateOf(bench(), 'members');
    expect(lastRoundFindings.map((text) => text.split(':')[0])).toEqual([
      'member M0000020',
      'member M0000020',
      'member M0000021',
      'member M0000021',
    ]);
    expect((await stateOf(bench(), 'chains')).lastRoundFindings).toEqual([
      `terminal ${terminal.terminalId}: transaction 1: hashMismatch`,
    ]);
    const text = await (await metrics(bench())).text();
    expect(text).toMatch(/^loyalty_reconciliation_findings\{part="members"\} [1-9]/m);
    expect(text).toMatch(/^loyalty_reconciliation_findings\{part="chains"\} [1-9]/m);
    expect(text).not.toMatch(/M00000|terminal_id|X\d/);
  });

  it('shows the metrics to its own machine, and elsewhere to the back office only', async () => {
    const own = await metrics(bench());
    expect(own.headers.get('content-type')).toContain('version=0.0.4');
    for (const line of (await own.text()).trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? (NaN|[-0-9.e+]+))$/,
      );
    }
    const through = { 'x-forwarded-for': '203.0.113.9' };
    expect((await metrics(bench(), through)).status).toBe(401);
    const token = await createAdminToken(bench().ledger.context, 'prometheus');
    const opened = await metrics(bench(), { ...through, authorization: `Bearer ${token}` });
    expect(opened.status).toBe(200);
  });
});
