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

/**
 * Which pending holds `h` end by the ledger's clock. A till may have sealed the sale of a hold and be cut off: its points come
 * back when it says that no sale by them can come any more (`endHold`), so that nobody spends them twice. By the clock end
 * only holds of terminals that cannot say so, and of revoked ones, whose sales are not posted but by a person.
 */
const LAPSED = `h.state = 'pending' AND h.expires_at <= $1 AND (h.lapses OR EXISTS (
  SELECT 1 FROM terminal t WHERE t.terminal_id = h.terminal_id AND t.status = 'revoked'))`;

/** Locks a member and expires the holds that have lapsed; gives the member's book, null where there is none. */
export async function expireLapsedHolds(
  session: SqlSession,
  memberId: string,
  now: Date,
): Promise<MemberBook | null> {
  const locked = await lockBook(session, memberId, 0);
  const rows = await session.rows(
    lapsedRow,
    `SELECT h.hold_id, h.points, h.terminal_id FROM hold h
      WHERE h.member_id = $2 AND ${LAPSED} ORDER BY h.hold_id LIMIT ${MAXIMUM_HOLDS}`,
    [now, memberId],
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
         SELECT h.member_id FROM hold h WHERE ${LAPSED}
          ORDER BY h.expires_at LIMIT ${MAXIMUM_MEMBERS}) AS lapsed`,
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
