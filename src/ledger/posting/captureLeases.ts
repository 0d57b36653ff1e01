import type { SqlSession } from '../storage/sql.ts';
import type { LeaseSpending } from './leaseRight.ts';

/** Notes what sales spent from leases: the sales are here. */
export async function captureLeases(
  session: SqlSession,
  spendings: readonly LeaseSpending[],
): Promise<void> {
  if (spendings.length === 0) {
    return;
  }
  await session.run(
    `UPDATE lease l SET spent_points = l.spent_points + s.points
       FROM (SELECT member_id, lease_id, sum(points)::int8 AS points
               FROM unnest($1::text[], $2::text[], $3::int8[]) AS u(member_id, lease_id, points)
              GROUP BY member_id, lease_id) AS s
      WHERE l.member_id = s.member_id AND l.lease_id = s.lease_id`,
    [
      spendings.map(({ memberId }) => memberId),
      spendings.map(({ leaseId }) => leaseId),
      spendings.map(({ points }) => points),
    ],
  );
}
