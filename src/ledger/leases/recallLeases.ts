import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';

/** Calls a member's leases back, because somebody wants to spend more than is free: terminals give back what is left. */
export async function recallLeasesOf(session: SqlSession, memberId: string): Promise<void> {
  await session.run(`UPDATE lease SET state = 'recalled' WHERE member_id = $1 AND state = 'live'`, [
    memberId,
  ]);
  await announce(session, 'leases');
}

/** Calls all leases of a terminal back that may not have any more. */
export async function recallLeasesAt(session: SqlSession, terminalId: string): Promise<void> {
  await session.run(
    `UPDATE lease SET state = 'recalled' WHERE terminal_id = $1 AND state = 'live'`,
    [terminalId],
  );
}
