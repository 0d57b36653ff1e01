import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import {
  reconciliationState,
  type ReconciliationState,
} from '../reconciliation/reconciliationState.ts';
import type { MetricFamily } from './prometheusText.ts';

const openRow = z.object({ reason: z.string(), count: z.int() });
const overdueRow = z.object({ holds: z.int(), points: z.int() });
const quarantineRow = z.object({ count: z.int() });

/** What the database says of the ledger's health. No sample names a member, card, person or terminal. */
export async function ledgerMetrics(context: LedgerContext): Promise<MetricFamily[]> {
  const nowMs = context.clock.nowMs();
  return context.sql.transaction('snapshot', async (session) => {
    const states = await reconciliationState(session);
    const open = await session.rows(
      openRow,
      `SELECT reason, count(*) AS count FROM posting_exception WHERE status = 'open' GROUP BY reason ORDER BY reason`,
    );
    const [quarantine] = await session.rows(
      quarantineRow,
      `SELECT count(*) AS count FROM quarantine WHERE status = 'open'`,
    );
    const [overdue] = await session.rows(
      overdueRow,
      `SELECT count(*) AS holds, coalesce(sum(points), 0)::int8 AS points FROM hold
        WHERE state = 'pending' AND expires_at <= $1`,
      [new Date(nowMs)],
    );
    return [
      ...reconciliationFamilies(states, nowMs),
      {
        name: 'loyalty_exceptions_open',
        help: 'Findings that wait for a person.',
        type: 'gauge',
        samples: open.map(({ reason, count }) => ({ labels: { reason }, value: count })),
      },
      {
        name: 'loyalty_quarantine_open',
        help: 'Transactions in quarantine that nobody has decided about.',
        type: 'gauge',
        samples: [{ value: quarantine?.count ?? 0 }],
      },
      {
        name: 'loyalty_holds_overdue',
        help: 'Holds whose time is over and whose tills have not said what became of them.',
        type: 'gauge',
        samples: [{ value: overdue?.holds ?? 0 }],
      },
      {
        name: 'loyalty_holds_overdue_points',
        help: 'Points that those holds keep from being spent elsewhere.',
        type: 'gauge',
        samples: [{ value: overdue?.points ?? 0 }],
      },
    ];
  });
}

function reconciliationFamilies(
  states: readonly ReconciliationState[],
  nowMs: number,
): MetricFamily[] {
  const family = (
    name: string,
    help: string,
    type: MetricFamily['type'],
    value: (state: ReconciliationState) => number,
  ): MetricFamily => ({
    name: `loyalty_reconciliation_${name}`,
    help,
    type,
    samples: states.map((state) => ({ labels: { part: state.part }, value: value(state) })),
  });
  return [
    family(
      'findings',
      'Faults found in the round that goes on and in the last whole one; anything but 0 is an alarm.',
      'gauge',
      ({ findingCount, lastRoundFindingCount }) => findingCount + lastRoundFindingCount,
    ),
    family('checked', 'Looked at in the round that goes on.', 'gauge', ({ checked }) => checked),
    family(
      'last_round_checked',
      'Looked at in the last whole round.',
      'gauge',
      ({ lastRoundChecked }) => lastRoundChecked,
    ),
    family('rounds_total', 'Whole rounds so far.', 'counter', ({ rounds }) => rounds),
    family(
      'last_round_age_seconds',
      'Since the last whole round ended; NaN before the first.',
      'gauge',
      ({ lastRoundAt }) => (lastRoundAt === null ? NaN : (nowMs - lastRoundAt.getTime()) / 1000),
    ),
  ];
}
