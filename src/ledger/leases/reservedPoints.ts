import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';

/** The most terminals that are listed. */
const MAXIMUM_TERMINALS = 200;

const reservedRow = z.object({
  terminalId: z.string(),
  terminalName: z.string(),
  storeId: z.string(),
  status: z.string(),
  holds: z.int(),
  heldPoints: z.int(),
  leases: z.int(),
  leasedPoints: z.int(),
  oldestHoldAt: z.date().nullable(),
});

/**
 * The terminals for which points of members are reserved by holds and leases, those with the oldest hold first: one that is
 * silent keeps them from being spent elsewhere.
 */
export function reservedPoints(session: SqlSession): Promise<z.infer<typeof reservedRow>[]> {
  return session.rows(
    reservedRow,
    `SELECT t.terminal_id AS "terminalId", t.name AS "terminalName", t.store_id AS "storeId", t.status,
            coalesce(h.holds, 0) AS holds, coalesce(h.points, 0)::int8 AS "heldPoints",
            coalesce(l.leases, 0) AS leases, coalesce(l.points, 0)::int8 AS "leasedPoints",
            h.oldest AS "oldestHoldAt"
       FROM terminal t
       LEFT JOIN (SELECT terminal_id, count(*) AS holds, sum(points) AS points, min(placed_at) AS oldest
                    FROM hold WHERE state = 'pending' GROUP BY terminal_id) AS h USING (terminal_id)
       LEFT JOIN (SELECT terminal_id, count(*) AS leases, sum(points - spent_points) AS points
                    FROM lease WHERE state IN ('live', 'recalled') GROUP BY terminal_id) AS l USING (terminal_id)
      WHERE h.holds > 0 OR l.leases > 0
      ORDER BY h.oldest NULLS LAST, t.terminal_id LIMIT ${MAXIMUM_TERMINALS}`,
  );
}
