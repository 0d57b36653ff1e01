import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';
import type { ReconciliationStep } from './reconciliationStep.ts';

const MEMBERS_A_STEP = 500;

const memberRow = z.object({ member_id: z.string() });
const differenceRow = z.object({
  memberId: z.string(),
  account: z.string(),
  stored: z.int(),
  derived: z.int(),
});

/** Compares the next members' stored balances with their postings, and their lots with both, in one snapshot. */
export async function checkMembers(
  session: SqlSession,
  position: string,
): Promise<ReconciliationStep> {
  const rows = await session.rows(
    memberRow,
    `SELECT member_id FROM member WHERE member_id > $1 ORDER BY member_id LIMIT ${MEMBERS_A_STEP}`,
    [position],
  );
  const memberIds = rows.map((row) => row.member_id);
  const differences = memberIds.length === 0 ? [] : await findDifferences(session, memberIds);
  return {
    checked: memberIds.length,
    findings: differences.map(
      ({ memberId, account, stored, derived }) =>
        `member ${memberId}: ${account} is ${stored}, its entries say ${derived}`,
    ),
    position: memberIds.length < MEMBERS_A_STEP ? null : (memberIds.at(-1) ?? null),
  };
}

function findDifferences(
  session: SqlSession,
  memberIds: readonly string[],
): Promise<z.infer<typeof differenceRow>[]> {
  return session.rows(
    differenceRow,
    `SELECT m.member_id AS "memberId", a.account, a.stored, a.derived
       FROM member m
       LEFT JOIN (
         SELECT member_id,
                coalesce(sum(points) FILTER (WHERE account = 'member:active'), 0)::int8 AS active,
                coalesce(sum(points) FILTER (WHERE account = 'member:held'), 0)::int8 AS held,
                coalesce(sum(points) FILTER (WHERE account = 'member:pending'), 0)::int8 AS pending,
                coalesce(-sum(points) FILTER (WHERE account = 'programme:overdraft'), 0)::int8 AS overdraft,
                coalesce(sum(points), 0)::int8 AS sum
           FROM posting WHERE member_id = ANY($1::text[]) GROUP BY member_id) AS p USING (member_id)
       LEFT JOIN (
         SELECT member_id, sum(remaining_points)::int8 AS remaining
           FROM points_lot WHERE member_id = ANY($1::text[]) GROUP BY member_id) AS l USING (member_id)
       LEFT JOIN (
         SELECT member_id, sum(points)::int8 AS moved
           FROM lot_movement WHERE member_id = ANY($1::text[]) GROUP BY member_id) AS v USING (member_id)
       LEFT JOIN (
         SELECT member_id, count(*) AS stray FROM posting LEFT JOIN entry e USING (member_id, entry_id)
          WHERE member_id = ANY($1::text[]) AND e.kind IS NULL GROUP BY member_id) AS s USING (member_id)
       CROSS JOIN LATERAL (VALUES
         ('postings without their entry', coalesce(s.stray, 0), 0),
         ('active', m.active_points, coalesce(p.active, 0)),
         ('held', m.held_points, coalesce(p.held, 0)),
         ('pending', m.pending_points, coalesce(p.pending, 0)),
         ('overdraft', m.overdraft_points, coalesce(p.overdraft, 0)),
         ('sum of postings', coalesce(p.sum, 0), 0),
         ('lots', coalesce(l.remaining, 0), m.active_points + m.held_points + m.pending_points),
         ('movements of lots', coalesce(v.moved, 0), coalesce(l.remaining, 0))) AS a(account, stored, derived)
      WHERE m.member_id = ANY($1::text[]) AND a.stored <> a.derived
      ORDER BY m.member_id, a.account`,
    [memberIds],
  );
}
