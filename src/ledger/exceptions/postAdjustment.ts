import { z } from 'zod';
import { EntryDraft } from '../lots/entryDraft.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { MAXIMUM_ACCOUNT_POINTS } from '../posting/plausibility.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Points that a person adds to a member's balance, or takes away. */
export interface Adjustment {
  readonly memberId: string;
  readonly entryId: string;
  readonly points: number;
}

/**
 * Posts an adjustment as an entry of its own: a lot that does not expire, or points taken from lots, at last as a debt. A
 * merged member's goes to the one that remains. Fails with a sentence where there is no account that could take it.
 */
export async function postAdjustment(
  session: SqlSession,
  { memberId, entryId, points }: Adjustment,
  now: Date,
): Promise<Result<void, string>> {
  const book = await lockBook(session, await survivorOf(session, memberId), Math.abs(points));
  if (book === null) {
    return fail(`The ledger does not know member ${memberId}.`);
  }
  const { accounts } = book;
  if (accounts.status === 'closed') {
    return fail(`The account of member ${memberId} is closed. Open it again first.`);
  }
  const { activePoints, heldPoints, pendingPoints, overdraftPoints } = accounts;
  const present = Math.max(activePoints + heldPoints + pendingPoints, overdraftPoints);
  if (present + Math.abs(points) > MAXIMUM_ACCOUNT_POINTS) {
    return fail(`An account never comes to more than ${MAXIMUM_ACCOUNT_POINTS} points.`);
  }
  const draft = new EntryDraft();
  const nowMs = now.getTime();
  if (points > 0) {
    const terms = { lotId: entryId, earnedAtMs: nowMs, vestsAtMs: nowMs, expiresAtMs: null };
    book.earn(draft, points, terms, 'programme:adjustment', nowMs);
  } else {
    book.takeBack(draft, -points, entryId, 'programme:adjustment');
  }
  const head = { entryId, kind: 'adjustment', terminalId: null, sequence: null } as const;
  const entry = draft.finish({ ...head, memberId: accounts.memberId });
  await writeEntries(session, [entry], now);
  return ok(undefined);
}

/** Locks the member that is named, and names the one into whom it was merged. */
async function survivorOf(session: SqlSession, memberId: string): Promise<string> {
  const [row] = await session.rows(
    z.object({ survivor: z.string() }),
    'SELECT coalesce(merged_into, member_id) AS survivor FROM member WHERE member_id = $1 FOR UPDATE',
    [memberId],
  );
  return row?.survivor ?? memberId;
}
