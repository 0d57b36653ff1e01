import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HOLD_LIFETIME_MS } from '../../protocol/hold.ts';
import { allotmentRuleOf, type Programme } from '../../domain/programme.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';

/** What was called back because somebody wanted it is theirs for so long: as long as a hold may wait. */
const WANTED_REST_MS = HOLD_LIFETIME_MS;

/** A terminal of a former home store has served the member lately, and gets no lease for it all the same for so long. */
const MOVED_REST_MS = 7 * 86_400_000;

/**
 * Leases a part of a member's free points to a terminal, in whole steps of the programme; false where there is nothing to
 * lease, the member is blocked or unknown, the terminal has a lease of theirs, or one was called back lately.
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
  const { open, earlier, resting } = await lookAtLeases(session, terminalId, memberId, now);
  const points = leasablePoints(programme, book.accounts.activePoints);
  if (open > 0 || resting || points === 0) {
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

/** With fewer free points than this nothing is leased of a member. */
export function leastPointsToLease(programme: Programme): number {
  const { pointsPerStep, minimumPoints } = programme.redemption;
  const least = Math.max(1, Math.ceil(minimumPoints / pointsPerStep)) * pointsPerStep;
  return Math.ceil((least * 1000) / allotmentRuleOf(programme).sharePermille);
}

async function lookAtLeases(
  session: SqlSession,
  terminalId: string,
  memberId: string,
  now: Date,
): Promise<{ readonly open: number; readonly earlier: number; readonly resting: boolean }> {
  const nowMs = now.getTime();
  const [row] = await session.rows(
    z.object({
      open: z.int(),
      earlier: z.int(),
      wanted: z.int(),
      moved: z.int(),
      home: z.boolean(),
    }),
    `SELECT count(*) FILTER (WHERE terminal_id = $2 AND state IN ('live', 'recalled')) AS open,
            count(*) FILTER (WHERE terminal_id = $2) AS earlier,
            count(*) FILTER (WHERE recall_cause = 'wanted' AND recalled_at > $3) AS wanted,
            count(*) FILTER (WHERE recall_cause = 'moved' AND recalled_at > $4 AND terminal_id = $2) AS moved,
            EXISTS (SELECT 1 FROM member m JOIN terminal t ON t.store_id = m.home_store_id
                     WHERE m.member_id = $1 AND t.terminal_id = $2) AS home
       FROM lease WHERE member_id = $1`,
    [memberId, terminalId, new Date(nowMs - WANTED_REST_MS), new Date(nowMs - MOVED_REST_MS)],
  );
  const { open = 0, earlier = 0, wanted = 0, moved = 0, home = false } = row ?? {};
  return { open, earlier, resting: wanted > 0 || (moved > 0 && !home) };
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
