import { z } from 'zod';
import type { AuditReport } from '../../protocol/demoAudit.ts';
import type { Sql, SqlSession } from '../storage/sql.ts';
import { countUnevenEntries, findLotDifferences } from './lotFaults.ts';
import { findChainBreaks } from './chainBreaks.ts';

/** The most findings of a kind that a report lists. */
export const MAXIMUM_FINDINGS = 100;

const countRow = z.object({ count: z.int() });

/** Checks the whole ledger in one snapshot, with bounded memory: balance, derivation, chains. */
export async function audit(sql: Sql): Promise<AuditReport> {
  return sql.transaction('inspection', async (session) => {
    const entries = await countOf(session, 'SELECT count(*) AS count FROM entry');
    const postings = await countOf(session, 'SELECT count(*) AS count FROM posting');
    const sum = await countOf(
      session,
      'SELECT coalesce(sum(points), 0)::int8 AS count FROM posting',
    );
    const members = await countOf(session, 'SELECT count(*) AS count FROM member');
    const transactions = await countOf(
      session,
      'SELECT count(*) AS count FROM terminal_transaction',
    );
    const unbalancedEntries = await countOf(
      session,
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM posting GROUP BY member_id, entry_id HAVING sum(points) <> 0) AS unbalanced`,
    );
    const unpostedTransactions =
      (await countUnposted(session)) +
      (await countStrayReturns(session)) +
      (await countUnseen(session));
    const balancesThatDiffer = await findDifferences(session);
    const lotsThatDiffer = await findLotDifferences(session, MAXIMUM_FINDINGS);
    const unevenEntries = await countUnevenEntries(session);
    const breaksInChains = await findChainBreaks(session, MAXIMUM_FINDINGS);
    const openExceptions = await readOpenExceptions(session);
    const ok =
      sum === 0 &&
      unbalancedEntries === 0 &&
      unpostedTransactions === 0 &&
      balancesThatDiffer.length === 0 &&
      lotsThatDiffer.length === 0 &&
      unevenEntries === 0 &&
      breaksInChains.length === 0;
    return {
      entries,
      postings,
      sum,
      members,
      transactions,
      breaksInChains,
      balancesThatDiffer,
      lotsThatDiffer,
      unevenEntries,
      unbalancedEntries,
      unpostedTransactions,
      openExceptions,
      ok,
    };
  });
}

async function countOf(session: SqlSession, text: string): Promise<number> {
  const [row] = await session.rows(countRow, text);
  return row?.count ?? 0;
}

/** Sales of a card that say "posted" without their entry or with other points, and sale entries without their sale. */
function countUnposted(session: SqlSession): Promise<number> {
  return countOf(
    session,
    `SELECT count(*) AS count
       FROM (SELECT terminal_id, transaction_id, body FROM terminal_transaction
              WHERE outcome = 'posted' AND body ->> 'kind' = 'sale' AND body -> 'member' <> 'null'::jsonb
             UNION ALL
             SELECT terminal_id, transaction_id, body FROM (
               SELECT terminal_id, transaction_id, CASE WHEN status = 'posted' THEN raw::jsonb -> 'body' END AS body
                 FROM quarantine) AS q
              WHERE body ->> 'kind' = 'sale' AND body -> 'member' <> 'null'::jsonb) AS t
       FULL JOIN (
         SELECT e.terminal_id, e.entry_id,
                sum(p.points) FILTER (WHERE p.account = 'programme:issued') AS issued,
                sum(p.points) FILTER (WHERE p.account = 'programme:redeemed') AS redeemed
           FROM entry e LEFT JOIN posting p USING (member_id, entry_id)
          WHERE e.kind = 'sale'
          GROUP BY e.terminal_id, e.member_id, e.entry_id) AS s
         ON s.entry_id = t.transaction_id
      WHERE t.terminal_id IS NULL OR s.terminal_id IS NULL
         OR coalesce(s.issued, 0) <> -(t.body ->> 'accrualPoints')::int8
         OR coalesce(s.redeemed, 0) <> coalesce((t.body -> 'redemption' ->> 'points')::int8, 0)`,
  );
}

/** What waits, for its card or in quarantine, without anything open in the queue that a person sees. */
function countUnseen(session: SqlSession): Promise<number> {
  return countOf(
    session,
    `SELECT (
       SELECT count(*) FROM terminal_transaction t
        WHERE t.outcome = 'parked'
          AND NOT EXISTS (SELECT 1 FROM posting_exception e
                           WHERE e.terminal_id = t.terminal_id AND e.sequence = t.sequence AND e.status = 'open'
                             AND e.reason IN ('unknownCard', 'unknownMember', 'unknownOriginal'))
     ) + (
       SELECT count(*) FROM quarantine q
        WHERE q.status = 'open'
          AND NOT EXISTS (SELECT 1 FROM posting_exception e
                           WHERE e.terminal_id = q.terminal_id AND e.quarantine_id = q.quarantine_id AND e.status = 'open')
     ) AS count`,
  );
}

/** Entries of returns whose return is not there as posted. */
function countStrayReturns(session: SqlSession): Promise<number> {
  return countOf(
    session,
    `SELECT count(*) AS count FROM entry e
      WHERE e.kind = 'return'
        AND NOT EXISTS (SELECT 1 FROM terminal_transaction t
                         WHERE t.terminal_id = e.terminal_id AND t.transaction_id = e.entry_id AND t.outcome = 'posted')
        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.transaction_id = e.entry_id AND q.status = 'posted')`,
  );
}

function findDifferences(session: SqlSession): Promise<AuditReport['balancesThatDiffer']> {
  return session.rows(
    z.object({
      memberId: z.string(),
      account: z.enum(['active', 'held', 'pending', 'overdraft', 'lots']),
      storedPoints: z.int(),
      postedPoints: z.int(),
    }),
    `SELECT m.member_id AS "memberId", a.account, a.stored AS "storedPoints", a.posted AS "postedPoints"
       FROM member m
       LEFT JOIN (
         SELECT member_id,
                coalesce(sum(points) FILTER (WHERE account = 'member:active'), 0)::int8 AS active,
                coalesce(sum(points) FILTER (WHERE account = 'member:held'), 0)::int8 AS held,
                coalesce(sum(points) FILTER (WHERE account = 'member:pending'), 0)::int8 AS pending,
                coalesce(-sum(points) FILTER (WHERE account = 'programme:overdraft'), 0)::int8 AS overdraft
           FROM posting GROUP BY member_id) AS p USING (member_id)
       LEFT JOIN (
         SELECT member_id, sum(remaining_points)::int8 AS remaining FROM points_lot GROUP BY member_id) AS l
      USING (member_id)
       CROSS JOIN LATERAL (VALUES
         ('active', m.active_points, coalesce(p.active, 0)),
         ('held', m.held_points, coalesce(p.held, 0)),
         ('pending', m.pending_points, coalesce(p.pending, 0)),
         ('overdraft', m.overdraft_points, coalesce(p.overdraft, 0)),
         ('lots', coalesce(l.remaining, 0), coalesce(p.active + p.held + p.pending, 0))) AS a(account, stored, posted)
      WHERE a.stored <> a.posted
      ORDER BY m.member_id, a.account
      LIMIT ${MAXIMUM_FINDINGS}`,
  );
}

async function readOpenExceptions(session: SqlSession): Promise<Record<string, number>> {
  const rows = await session.rows(
    z.object({ reason: z.string(), count: z.int() }),
    `SELECT reason, count(*) AS count FROM posting_exception WHERE status = 'open' GROUP BY reason ORDER BY reason`,
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
}
