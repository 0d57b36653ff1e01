import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { readLots } from '../lots/readLots.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { planMerge, type MergeSide } from './planMerge.ts';

const memberRow = z.object({
  memberId: z.string(),
  mergedInto: z.string().nullable(),
  status: z.string(),
  activePoints: z.int(),
  heldPoints: z.int(),
  pendingPoints: z.int(),
  overdraftPoints: z.int(),
});

/**
 * Makes two members one (MemberMerge), in one database transaction: lots, balances, pending holds, leases and cards move to
 * `survivorId`. Sales that still come for the merged member are posted to the survivor, flagged; terminals get the cards with
 * their next pull. The same merge again changes nothing.
 */
export async function mergeMembers(
  context: LedgerContext,
  survivorId: string,
  mergedId: string,
): Promise<Result<void, LedgerError>> {
  if (survivorId === mergedId) {
    return fail({ code: 'badRequest', message: 'A member cannot be merged with itself.' });
  }
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const sides = await lockSides(session, survivorId, mergedId);
    if (!sides.ok || sides.value === null) {
      return sides.ok ? ok(undefined) : sides;
    }
    const [survivor, merged] = sides.value;
    const former = await formerPrefixes(session, mergedId);
    await moveSpentLots(session, survivorId, mergedId, former);
    await writeEntries(session, planMerge(survivor, merged, former), now);
    const ids = [survivorId, mergedId];
    for (const text of [
      // A row whose key changes lies elsewhere then: a distributed server moves none by an UPDATE.
      `WITH moved AS (DELETE FROM hold WHERE member_id = $2 AND state = 'pending' RETURNING *)
       INSERT INTO hold (member_id, hold_id, terminal_id, points, state, placed_at, expires_at, lapses)
       SELECT $1, hold_id, terminal_id, points, state, placed_at, expires_at, lapses FROM moved`,
      `WITH moved AS (DELETE FROM lease WHERE member_id = $2 AND ended_at IS NULL RETURNING *)
       INSERT INTO lease (member_id, lease_id, terminal_id, points, spent_points, state, granted_at, expires_at,
                          recalled_at, recall_cause)
       SELECT $1, lease_id, terminal_id, points, spent_points, state, granted_at, expires_at, recalled_at, recall_cause
         FROM moved`,
      'UPDATE card SET member_id = $1 WHERE member_id = $2',
      'UPDATE member SET merged_into = $1 WHERE merged_into = $2',
      `UPDATE member SET home_store_id = (SELECT home_store_id FROM member WHERE member_id = $2)
        WHERE member_id = $1 AND home_store_id IS NULL`,
      'UPDATE member SET merged_into = $1, change_xid = pg_current_xact_id() WHERE member_id = $2',
    ]) {
      await session.run(text, ids);
    }
    await session.run('UPDATE member SET change_xid = pg_current_xact_id() WHERE member_id = $1', [
      survivorId,
    ]);
    await announce(session, 'accounts');
    await announce(session, 'leases');
    return ok(undefined);
  });
}

/** Both members, locked in the order of their ids; null where they are merged already. */
async function lockSides(
  session: SqlSession,
  survivorId: string,
  mergedId: string,
): Promise<Result<readonly [MergeSide, MergeSide] | null, LedgerError>> {
  const rows = await session.rows(
    memberRow,
    `SELECT member_id AS "memberId", merged_into AS "mergedInto", status, active_points AS "activePoints",
            held_points AS "heldPoints", pending_points AS "pendingPoints", overdraft_points AS "overdraftPoints"
       FROM member WHERE member_id = ANY($1::text[]) ORDER BY member_id FOR UPDATE`,
    [[survivorId, mergedId]],
  );
  const [survivor, merged] = [survivorId, mergedId].map((id) =>
    rows.find(({ memberId }) => memberId === id),
  );
  if (survivor === undefined || merged === undefined) {
    const unknown = survivor === undefined ? survivorId : mergedId;
    return fail({ code: 'memberUnknown', message: `The ledger does not know member ${unknown}.` });
  }
  if (merged.mergedInto === survivorId) {
    return ok(null);
  }
  const gone = [survivor, merged].find(({ mergedInto }) => mergedInto !== null);
  if (gone !== undefined) {
    return fail({
      code: 'memberUnknown',
      message: `Member ${gone.memberId} was merged into ${gone.mergedInto ?? ''} already. Name that one.`,
    });
  }
  const closed = [survivor, merged].find(({ status }) => status === 'closed');
  if (closed !== undefined) {
    const message = `The account of member ${closed.memberId} is closed. Open it again first.`;
    return fail({ code: 'memberBlocked', message });
  }
  return ok([
    { ...survivor, lots: await remainingLots(session, survivorId) },
    { ...merged, lots: await remainingLots(session, mergedId) },
  ]);
}

/**
 * Lots that are spent go along, so that what a return restores keeps its dates. They move no points, and so no entry tells of
 * them. A lot that an earlier merge brought keeps its name.
 */
async function moveSpentLots(
  session: SqlSession,
  survivorId: string,
  mergedId: string,
  former: readonly string[],
): Promise<void> {
  await session.run(
    `INSERT INTO points_lot (member_id, lot_id, entry_id, earned_at, vests_at, expires_at, vested,
                             earned_points, remaining_points, expired_points)
     SELECT $1,
            CASE WHEN EXISTS (SELECT 1 FROM unnest($3::text[]) AS f(prefix) WHERE starts_with(l.lot_id, f.prefix))
                 THEN l.lot_id ELSE $2 || '/' || l.lot_id END,
            l.entry_id, l.earned_at, l.vests_at, l.expires_at, l.vested,
            l.earned_points, 0, l.expired_points
       FROM points_lot l WHERE l.member_id = $2 AND l.remaining_points = 0
     ON CONFLICT (member_id, lot_id) DO NOTHING`,
    [survivorId, mergedId, former],
  );
}

/** What the names of lots begin with that earlier merges brought to this member. */
async function formerPrefixes(session: SqlSession, memberId: string): Promise<string[]> {
  const rows = await session.rows(
    z.object({ member_id: z.string() }),
    'SELECT member_id FROM member WHERE merged_into = $1',
    [memberId],
  );
  return rows.map((row) => `${row.member_id}/`);
}

async function remainingLots(session: SqlSession, memberId: string): Promise<MergeSide['lots']> {
  const ids = await session.rows(
    z.object({ lot_id: z.string() }),
    'SELECT lot_id FROM points_lot WHERE member_id = $1 AND remaining_points > 0',
    [memberId],
  );
  const lots = await readLots(
    session,
    ids.map(({ lot_id: lotId }) => ({ memberId, lotId })),
  );
  return lots.map(({ lot }) => lot);
}
