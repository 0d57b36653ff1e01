import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';

/** A lease as it is stored. `live` and `recalled` hold the member's points; the others are over. */
export interface StoredLease {
  readonly leaseId: string;
  readonly memberId: string;
  readonly terminalId: string;
  readonly points: number;
  readonly spentPoints: number;
  readonly state: 'live' | 'recalled' | 'returned' | 'lost';
  readonly expiresAt: Date;
}

const leaseRow = z.object({
  leaseId: z.string(),
  memberId: z.string(),
  terminalId: z.string(),
  points: z.int(),
  spentPoints: z.int(),
  state: z.enum(['live', 'recalled', 'returned', 'lost']),
  expiresAt: z.date(),
}) satisfies z.ZodType<StoredLease>;

const COLUMNS = `lease_id AS "leaseId", member_id AS "memberId", terminal_id AS "terminalId", points,
  spent_points AS "spentPoints", state, expires_at AS "expiresAt"`;

/** The leases of a terminal that are not over, ascending by member; at most `limit`. */
export function leasesOfTerminal(
  session: SqlSession,
  terminalId: string,
  limit: number,
): Promise<StoredLease[]> {
  return session.rows(
    leaseRow,
    `SELECT ${COLUMNS} FROM lease WHERE terminal_id = $1 AND state IN ('live', 'recalled')
      ORDER BY member_id, lease_id LIMIT $2::int4`,
    [terminalId, limit],
  );
}

/** The leases of these members that are named, whatever became of them. */
export function namedLeases(
  session: SqlSession,
  memberIds: readonly string[],
  leaseIds: readonly string[],
): Promise<StoredLease[]> {
  return session.rows(
    leaseRow,
    `SELECT ${COLUMNS} FROM lease
      WHERE member_id = ANY($1::text[]) AND lease_id = ANY($2::text[])`,
    [memberIds, leaseIds],
  );
}

/** What a member's leases still hold. */
export async function leasedPointsOf(session: SqlSession, memberId: string): Promise<number> {
  const [row] = await session.rows(
    z.object({ points: z.int() }),
    `SELECT coalesce(sum(points - spent_points), 0)::int8 AS points FROM lease
      WHERE member_id = $1 AND state IN ('live', 'recalled')`,
    [memberId],
  );
  return row?.points ?? 0;
}

/** Whether a lease still holds points of its member. */
export function isOpenLease({ state }: Pick<StoredLease, 'state'>): boolean {
  return state === 'live' || state === 'recalled';
}
