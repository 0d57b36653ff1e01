import { z } from 'zod';
import type { AuditReport } from '../../protocol/demoAudit.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Lots that do not hold what their movements sum to, and movements without their lot; at most `limit`. */
export function findLotDifferences(
  session: SqlSession,
  limit: number,
): Promise<AuditReport['lotsThatDiffer']> {
  return session.rows(
    z.object({
      memberId: z.string(),
      lotId: z.string(),
      remainingPoints: z.int(),
      movedPoints: z.int(),
    }),
    `SELECT member_id AS "memberId", lot_id AS "lotId", coalesce(l.remaining_points, 0) AS "remainingPoints",
            coalesce(m.moved, 0) AS "movedPoints"
       FROM points_lot l
       FULL JOIN (
         SELECT member_id, lot_id, sum(points)::int8 AS moved FROM lot_movement GROUP BY member_id, lot_id) AS m
      USING (member_id, lot_id)
      WHERE l.lot_id IS NULL OR l.remaining_points <> coalesce(m.moved, 0)
      ORDER BY member_id, lot_id
      LIMIT ${limit}`,
  );
}

/** How many entries moved other points in lots than in their member's accounts; entries of before the lots moved none. */
export async function countUnevenEntries(session: SqlSession): Promise<number> {
  const [row] = await session.rows(
    z.object({ count: z.int() }),
    `SELECT count(*) AS count
       FROM (SELECT member_id, entry_id, sum(points) AS own FROM posting
              WHERE account LIKE 'member:%' GROUP BY member_id, entry_id) AS p
       FULL JOIN (SELECT member_id, entry_id, sum(points) AS moved FROM lot_movement
                   GROUP BY member_id, entry_id) AS m USING (member_id, entry_id)
       LEFT JOIN entry e USING (member_id, entry_id)
      WHERE coalesce(p.own, 0) <> coalesce(m.moved, 0)
        AND (e.entry_id IS NULL OR e.lot_rules > 0)
        AND coalesce(e.kind, '') NOT IN ('lotsOpened', 'overdraft')`,
  );
  return row?.count ?? 0;
}
