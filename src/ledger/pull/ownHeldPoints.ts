import { MAXIMUM_POINTS } from '../../domain/points.ts';

/**
 * SQL of what member `m` can spend at the asking terminal, with `own` joined. Never more than the message can carry: whatever
 * became of one account, no till's pull stops at it.
 */
export const SHOWN_BALANCE = `greatest(-${MAXIMUM_POINTS}, least(${MAXIMUM_POINTS},
  m.active_points - m.overdraft_points + coalesce(own.points, 0)))`;

/**
 * SQL that joins, as `own.points`, what the asking terminal itself holds or leases of member `m`; `parameter` is the number of the
 * statement's parameter with its id. A terminal subtracts its own redemptions from the moment it seals them: were its
 * pending holds subtracted at the ledger too, a sale that waits to be pushed would count twice.
 */
export const joinOwnHeldPoints = (parameter: number): string =>
  `LEFT JOIN (SELECT member_id, sum(points)::int8 AS points
                FROM (SELECT member_id, points FROM hold
                       WHERE state = 'pending' AND terminal_id = $${parameter}
                      UNION ALL
                      SELECT member_id, points - spent_points FROM lease
                       WHERE state IN ('live', 'recalled') AND terminal_id = $${parameter}) AS reserved
               GROUP BY member_id) own ON own.member_id = m.member_id`;
