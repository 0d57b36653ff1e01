import { createHash } from 'node:crypto';
import { z } from 'zod';
import { allotmentRuleOf, type Programme } from '../../domain/programme.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';

/**
 * Leases a part of a member's free points to a terminal, in whole steps of the programme; false where there is nothing to
 * lease, the member is blocked or unknown, or the terminal has a lease of theirs.
 */
export async function grantLease(
  session: SqlSession,
  programme: Programme,
  terminalId: string,
  memberId: string,
  now: Date,
): Promise<boolean> {
  const book = await lockBook(session, memberId, 0);
  if (book?.accounts.status !== 'active') {
    return false;
  }
  const { open, earlier } = await countLeases(session, terminalId, memberId);
  const points = leasablePoints(programme, book.accounts.activePoints);
  if (open > 0 || points === 0) {
    return false;
  }
  const leaseId = leaseIdOf(terminalId, memberId, earlier);
  const expiresAt = new Date(now.getTime() + allotmentRuleOf(programme).lifetimeMs);
  await session.run(
    `INSERT INTO lease (member_id, lease_id, terminal_id, points, state, granted_at, expires_at)
     VALUES ($1, $2, $3, $4, 'live', $5, $6)`,
    [memberId, leaseId, terminalId, points, now, expiresAt],
  );
  const draft = new EntryDraft();
  book.hold(draft, points);
  const head = { memberId, entryId: `lease/${leaseId}`, kind: 'leaseGranted' } as const;
  await writeEntries(session, [draft.finish({ ...head, terminalId, sequence: null })], now);
  return true;
}

/** What a lease may have of so many free points; 0 where that is less than a redemption needs. */
export function leasablePoints(programme: Programme, activePoints: number): number {
  const { leasePoints, sharePermille } = allotmentRuleOf(programme);
  const { pointsPerStep, minimumPoints } = programme.redemption;
  const most = Math.min(leasePoints, Math.floor((activePoints * sharePermille) / 1000));
  const points = most - (most % pointsPerStep);
  return points >= minimumPoints ? points : 0;
}

async function countLeases(
  session: SqlSession,
  terminalId: string,
  memberId: string,
): Promise<{ readonly open: number; readonly earlier: number }> {
  const [row] = await session.rows(
    z.object({ open: z.int(), earlier: z.int() }),
    `SELECT count(*) FILTER (WHERE state IN ('live', 'recalled')) AS open, count(*) AS earlier FROM lease
      WHERE member_id = $1 AND terminal_id = $2`,
    [memberId, terminalId],
  );
  return row ?? { open: 0, earlier: 0 };
}

/** The name of a terminal's n-th lease of a member, in the form of a UUID: the same whoever grants it. */
function leaseIdOf(terminalId: string, memberId: string, earlier: number): string {
  const text = JSON.stringify(['lease', terminalId, memberId, earlier]);
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
