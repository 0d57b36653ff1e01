import { MAXIMUM_POINTS } from '../../domain/points.ts';

/**
 * SQL of what member `m` can spend at the asking terminal, with `own` joined. Never more than the message can carry: whatever
 * became of one account, no till's pull stops at it.
 */
export const SHOWN_BALANCE = `greatest(-${MAXIMUM_POINTS}, least(${MAXIMUM_POINTS},
  m.active_points - m.overdraft_points + coalesce(own.points, 0)))`;

const FIRST_VESTING = `(SELECT min(l.vests_at) FROM points_lot l
  WHERE l.member_id = m.member_id AND NOT l.vested AND l.remaining_points > 0)`;

/** SQL of the instant at which the first pending points of member `m` vest, as text; null where none are pending. */
export const PENDING_FROM = `CASE WHEN m.pending_points > 0 THEN
  to_char(${FIRST_VESTING} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END`;

/** SQL of how many points of member `m` are pending, as many as the message can carry. */
export const PENDING_POINTS = `least(${MAXIMUM_POINTS}, m.pending_points)`;

/**
 * SQL that joins, as `own.points`, what is reserved of member `m` and yet shown to the asking terminal; `parameter` is the
 * number of the statement's parameter with its id. A terminal subtracts its own redemptions from the moment it seals
 * them: were its pending holds and its leases subtracted at the ledger too, a sale that waits to be pushed would count twice.
 * What others lease is shown too where `showsAllLeases`: it is the member's, and asking for it calls it back.
 */
export const joinShownReserves = (parameter: number, showsAllLeases: boolean): string =>
  showsAllLeases
    ? `LEFT JOIN LATERAL (
         SELECT sum(reserved.points)::int8 AS points
           FROM (SELECT h.points FROM hold h
                  WHERE h.member_id = m.member_id AND h.state = 'pending' AND h.terminal_id = $${parameter}
                 UNION ALL
                 SELECT l.points - l.spent_points FROM lease l
                  WHERE l.member_id = m.member_id AND l.state IN ('live', 'recalled')) AS reserved) own ON true`
    : `LEFT JOIN (SELECT member_id, sum(points)::int8 AS points
                    FROM (SELECT member_id, points FROM hold
                           WHERE state = 'pending' AND terminal_id = $${parameter}
                          UNION ALL
                          SELECT member_id, points - spent_points FROM lease
                           WHERE state IN ('live', 'recalled') AND terminal_id = $${parameter}) AS reserved
                   GROUP BY member_id) own ON own.member_id = m.member_id`;
