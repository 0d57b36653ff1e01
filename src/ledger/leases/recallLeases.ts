import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';
import { announceLeases } from '../stream/changes.ts';

/** Calls a member's leases back, because somebody wants to spend more than is free: terminals give back what is left. */
export async function recallLeasesOf(
  session: SqlSession,
  memberId: string,
  now: Date,
): Promise<void> {
  await session.run(
    `UPDATE lease SET state = 'recalled', recalled_at = $2, recall_cause = 'wanted'
      WHERE member_id = $1 AND (state = 'live' OR (state = 'recalled' AND recall_cause IS NULL))`,
    [memberId, now],
  );
  // Those who were called before are called again: they may not have heard it.
  const holders = await session.rows(
    z.object({ terminal_id: z.string() }),
    `SELECT DISTINCT terminal_id FROM lease WHERE member_id = $1 AND state = 'recalled'`,
    [memberId],
  );
  await announceLeases(
    session,
    holders.map((row) => row.terminal_id),
  );
}

/** Calls all leases of a terminal back that may not have any more. */
export async function recallLeasesAt(session: SqlSession, terminalId: string): Promise<void> {
  await session.run(
    `UPDATE lease SET state = 'recalled' WHERE terminal_id = $1 AND state = 'live'`,
    [terminalId],
  );
}

/** Calls back what the terminals of stores have of members who are not at home there any more; gives how many leases. */
export async function recallAtFormerHomes(
  session: SqlSession,
  left: readonly { readonly memberId: string; readonly formerStoreId: string }[],
  now: Date,
): Promise<number> {
  const rows = await session.rows(
    z.object({}),
    `UPDATE lease l SET state = 'recalled', recalled_at = $3, recall_cause = 'moved'
       FROM unnest($1::text[], $2::text[]) AS f(member_id, store_id) JOIN terminal t USING (store_id)
      WHERE l.member_id = f.member_id AND l.terminal_id = t.terminal_id AND l.state = 'live'
     RETURNING 1 AS one`,
    [left.map(({ memberId }) => memberId), left.map(({ formerStoreId }) => formerStoreId), now],
  );
  return rows.length;
}

/** Calls back what a terminal that moved to `storeId` has of members who are not at home there; gives how many leases. */
export async function recallAtMovedTerminal(
  session: SqlSession,
  terminalId: string,
  storeId: string,
  now: Date,
): Promise<number> {
  const rows = await session.rows(
    z.object({}),
    `UPDATE lease l SET state = 'recalled', recalled_at = $3, recall_cause = 'moved' FROM member m
      WHERE l.terminal_id = $1 AND l.state = 'live' AND m.member_id = l.member_id
        AND m.home_store_id IS DISTINCT FROM $2
     RETURNING 1 AS one`,
    [terminalId, storeId, now],
  );
  await announceLeases(session, [terminalId]);
  return rows.length;
}
