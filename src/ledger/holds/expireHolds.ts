import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { pointsToRelease, type MemberBook } from '../lots/memberBook.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { releaseHold } from './holdRow.ts';

/** The most members, and holds of one member, that one run sees to. */
const MAXIMUM_MEMBERS = 100;
const MAXIMUM_HOLDS = 100;

const lapsedRow = z.object({ hold_id: z.string(), points: z.int(), terminal_id: z.string() });

/** Locks a member and expires the pending holds whose time is over; gives the member's book, null where there is none. */
export async function expireLapsedHolds(
  session: SqlSession,
  memberId: string,
  now: Date,
): Promise<MemberBook | null> {
  const locked = await lockBook(session, memberId, 0);
  const rows = await session.rows(
    lapsedRow,
    `SELECT hold_id, points, terminal_id FROM hold
      WHERE member_id = $1 AND state = 'pending' AND expires_at <= $2 ORDER BY hold_id LIMIT ${MAXIMUM_HOLDS}`,
    [memberId, now],
  );
  if (locked === null || rows.length === 0) {
    return locked;
  }
  const book = await lockBook(session, memberId, pointsToRelease(locked.accounts));
  for (const { hold_id: holdId, points, terminal_id: terminalId } of rows) {
    if (book !== null) {
      await releaseHold(session, book, { holdId, points, terminalId }, 'expired', now);
    }
  }
  return book;
}

/** One bounded run over members with lapsed holds, each in a transaction of its own; gives how many members it saw to. */
export async function expireHolds(context: LedgerContext): Promise<number> {
  const now = new Date(context.clock.nowMs());
  const members = await context.sql.transaction('snapshot', (session) =>
    session.rows(
      z.object({ member_id: z.string() }),
      `SELECT DISTINCT member_id FROM (
         SELECT member_id FROM hold WHERE state = 'pending' AND expires_at <= $1
          ORDER BY expires_at LIMIT ${MAXIMUM_MEMBERS}) AS lapsed`,
      [now],
    ),
  );
  for (const { member_id: memberId } of members) {
    await context.sql.transaction('write', async (session) => {
      await expireLapsedHolds(session, memberId, now);
      await announce(session, 'accounts');
    });
  }
  return members.length;
}
