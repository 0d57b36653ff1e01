import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';
import type { PointsLot } from './lot.ts';

const COLUMNS = `l.member_id, l.lot_id, l.earned_at, l.vests_at, l.expires_at, l.vested, l.earned_points,
  l.remaining_points, l.expired_points`;

const lotRow = z
  .object({
    member_id: z.string(),
    lot_id: z.string(),
    earned_at: z.date(),
    vests_at: z.date(),
    expires_at: z.date().nullable(),
    vested: z.boolean(),
    earned_points: z.int(),
    remaining_points: z.int(),
    expired_points: z.int(),
  })
  .transform((row): MemberLot => {
    const lot = {
      lotId: row.lot_id,
      earnedAtMs: row.earned_at.getTime(),
      vestsAtMs: row.vests_at.getTime(),
      expiresAtMs: row.expires_at?.getTime() ?? null,
      vested: row.vested,
      earnedPoints: row.earned_points,
      remainingPoints: row.remaining_points,
      expiredPoints: row.expired_points,
    };
    return { memberId: row.member_id, lot };
  });

/** A lot and whose it is. */
export interface MemberLot {
  readonly memberId: string;
  readonly lot: PointsLot;
}

/** Of each member as many lots, first expiring first, as hold the points that may be spent of it: no more are read. */
export async function readSpendableLots(
  session: SqlSession,
  needed: ReadonlyMap<string, number>,
): Promise<MemberLot[]> {
  if (needed.size === 0) {
    return [];
  }
  return session.rows(
    lotRow,
    `SELECT ${COLUMNS}
       FROM unnest($1::text[], $2::int8[]) AS u(member_id, points)
      CROSS JOIN LATERAL (
        SELECT s.*, sum(s.remaining_points) OVER (ORDER BY s.expires_at, s.earned_at, s.lot_id) - s.remaining_points AS before
          FROM points_lot s
         WHERE s.member_id = u.member_id AND s.vested AND s.remaining_points > 0) AS l
      WHERE l.before < u.points`,
    [[...needed.keys()], [...needed.values()]],
  );
}

/** The lots of these members that are due to vest or to expire. */
export function readDueLots(
  session: SqlSession,
  memberIds: readonly string[],
  now: Date,
): Promise<MemberLot[]> {
  return session.rows(
    lotRow,
    `SELECT ${COLUMNS} FROM points_lot l
      WHERE l.member_id = ANY($1::text[])
        AND ((NOT l.vested AND l.vests_at <= $2) OR (l.expires_at <= $2 AND l.remaining_points > 0))`,
    [memberIds, now],
  );
}

/** Lots of these members of which something expired, at `since` or later. */
export async function readExpiredLots(
  session: SqlSession,
  memberIds: readonly string[],
  since: Date,
): Promise<MemberLot[]> {
  if (memberIds.length === 0) {
    return [];
  }
  return session.rows(
    lotRow,
    `SELECT ${COLUMNS} FROM points_lot l
      WHERE l.member_id = ANY($1::text[]) AND l.expired_points > 0 AND l.expires_at >= $2`,
    [memberIds, since],
  );
}

/** These lots, as far as they are there. */
export async function readLots(
  session: SqlSession,
  keys: readonly { readonly memberId: string; readonly lotId: string }[],
): Promise<MemberLot[]> {
  if (keys.length === 0) {
    return [];
  }
  return session.rows(
    lotRow,
    `SELECT ${COLUMNS} FROM points_lot l
      WHERE (l.member_id, l.lot_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [keys.map(({ memberId }) => memberId), keys.map(({ lotId }) => lotId)],
  );
}
