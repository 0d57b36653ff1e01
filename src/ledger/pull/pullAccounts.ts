import { z } from 'zod';
import type { PullQuery } from '../../protocol/exchange.ts';
import { MAXIMUM_ACCOUNTS, type PullAccountsResponse } from '../../protocol/pullAccounts.ts';
import { memberRecordSchema } from '../../protocol/pullPages.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import {
  accountsCheckpoint,
  accountsCheckpointFrom,
  parseAccountsCheckpoint,
  type AccountsPosition,
} from './accountsCheckpoint.ts';
import { joinShownReserves, PENDING_FROM, PENDING_POINTS, SHOWN_BALANCE } from './shownBalance.ts';
import { inSnapshot, type PullSnapshot } from './snapshot.ts';

/** After so many single records since the last fill, new pages cost a terminal less than ever more singles. */
const SINGLES_BEFORE_REFILL = 50_000;

const accountRow = memberRecordSchema.extend({
  removed: z.boolean(),
  xid: z.string(),
  pendingPoints: z.int(),
  pendingFrom: z.string().nullable(),
});

/** Cards whose member changed since the checkpoint, each once with its newest state. */
export async function pullAccounts(
  context: LedgerContext,
  terminalId: string,
  query: PullQuery,
): Promise<PullAccountsResponse> {
  const { epoch } = context.chain;
  const position = parseAccountsCheckpoint(epoch, query.checkpoint);
  return inSnapshot(context, terminalId, async (snapshot) => {
    const { asOf, appliedSequence, horizonXid } = snapshot;
    if (position === null || position.sent >= SINGLES_BEFORE_REFILL) {
      const checkpoint = accountsCheckpointFrom(epoch, horizonXid);
      return { accounts: [], asOf, appliedSequence, checkpoint, more: false, refill: true };
    }
    const limit = Math.min(query.limit, MAXIMUM_ACCOUNTS);
    const rows = await readChanged(snapshot, position, limit + 1);
    const shown = rows.slice(0, limit);
    const more = rows.length > limit;
    if (!more && (await hasHidden(snapshot))) {
      context.changes.repeatSoon('accounts');
    }
    const last = shown.at(-1);
    const checkpoint =
      last === undefined
        ? accountsCheckpoint(epoch, position)
        : accountsCheckpoint(epoch, { ...last, sent: position.sent + shown.length });
    return {
      accounts: shown.map(accountOf),
      asOf,
      appliedSequence,
      checkpoint,
      more,
      refill: false,
    };
  });
}

function accountOf(row: z.infer<typeof accountRow>): PullAccountsResponse['accounts'][number] {
  const { cardToken, memberId, displayName, cardLabel, tierId, status, balancePoints } = row;
  const { removed, pendingPoints, pendingFrom } = row;
  const record = { cardToken, memberId, displayName, cardLabel, tierId, status, balancePoints };
  return pendingFrom === null
    ? { ...record, removed }
    : { ...record, removed, pending: { points: pendingPoints, vestFrom: pendingFrom } };
}

function readChanged(
  snapshot: PullSnapshot,
  after: AccountsPosition,
  limit: number,
): Promise<z.infer<typeof accountRow>[]> {
  return snapshot.session.rows(
    accountRow,
    `SELECT c.card_token AS "cardToken", m.member_id AS "memberId", m.display_name AS "displayName",
            c.card_label AS "cardLabel", m.tier_id AS "tierId", m.status,
            ${SHOWN_BALANCE} AS "balancePoints", ${PENDING_POINTS} AS "pendingPoints", ${PENDING_FROM} AS "pendingFrom", c.removed, m.change_xid::text AS xid
       FROM member m JOIN member_card c ON c.member_id = m.member_id
            ${joinShownReserves(6, snapshot.showsAllLeases)}
      WHERE m.change_xid >= $1::text::xid8 AND m.change_xid < $2::text::xid8
        AND (m.change_xid, m.member_id, c.card_token) > ($1::text::xid8, $3, $4)
      ORDER BY m.change_xid, m.member_id, c.card_token
      LIMIT $5::int4`,
    [after.xid, snapshot.horizonXid, after.memberId, after.cardToken, limit, snapshot.terminalId],
  );
}

/** Whether committed changes wait behind an older transaction that still runs: nobody may announce them again. */
async function hasHidden({ session, horizonXid }: PullSnapshot): Promise<boolean> {
  const rows = await session.rows(
    z.object({}),
    'SELECT 1 AS hidden FROM member WHERE change_xid >= $1::text::xid8 LIMIT 1',
    [horizonXid],
  );
  return rows.length > 0;
}
