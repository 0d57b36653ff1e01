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
    await writeEntries(session, planMerge(survivor, merged), now);
    const ids = [survivorId, mergedId];
    for (const text of [
      `UPDATE hold SET member_id = $1 WHERE member_id = $2 AND state = 'pending'`,
      'UPDATE lease SET member_id = $1 WHERE member_id = $2 AND ended_at IS NULL',
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
