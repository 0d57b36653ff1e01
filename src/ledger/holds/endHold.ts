import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { HoldName } from '../../protocol/hold.ts';
import { pointsToRelease } from '../lots/memberBook.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';
import { releaseHold } from './holdRow.ts';

/**
 * Gives the points of a terminal's pending hold back, once it is sure that no sale by it can come any more. Nothing happens to
 * one that is over or another's; gives the points that came back.
 */
export async function endHold(
  session: SqlSession,
  { memberId, holdId }: HoldName,
  terminalId: string,
  now: Date,
): Promise<number> {
  // The member is locked before the hold is read: its sale is posted before or after, never beside.
  const found = await lockBook(session, memberId, 0);
  const [hold] = await session.rows(
    z.object({ points: z.int() }),
    `SELECT points FROM hold
      WHERE member_id = $1 AND hold_id = $2 AND terminal_id = $3 AND state = 'pending'`,
    [memberId, holdId, terminalId],
  );
  if (found === null || hold === undefined) {
    return 0;
  }
  const { points } = hold;
  const book = await lockBook(session, memberId, pointsToRelease(found.accounts));
  assert(book !== null, 'a member who is locked is there');
  await releaseHold(session, book, { holdId, points, terminalId }, 'voided', now);
  return points;
}

/** The pending holds of a terminal, oldest first; at most `limit`. */
export function pendingHoldsOf(
  session: SqlSession,
  terminalId: string,
  limit: number,
): Promise<HoldName[]> {
  return session.rows(
    z.object({ memberId: z.string(), holdId: z.string() }),
    `SELECT member_id AS "memberId", hold_id AS "holdId" FROM hold
      WHERE terminal_id = $1 AND state = 'pending' ORDER BY placed_at, hold_id LIMIT $2::int4`,
    [terminalId, limit],
  );
}
