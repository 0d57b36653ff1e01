import { EntryDraft } from '../lots/entryDraft.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Points that a person adds to a member's balance, or takes away. */
export interface Adjustment {
  readonly memberId: string;
  readonly entryId: string;
  readonly points: number;
}

/**
 * Posts an adjustment as an entry of its own: a lot that does not expire, or points taken from lots, at last as a debt.
 * False where the ledger does not know the member.
 */
export async function postAdjustment(
  session: SqlSession,
  { memberId, entryId, points }: Adjustment,
  now: Date,
): Promise<boolean> {
  const book = await lockBook(session, memberId, Math.abs(points));
  if (book === null) {
    return false;
  }
  const draft = new EntryDraft();
  const nowMs = now.getTime();
  if (points > 0) {
    const terms = { lotId: entryId, earnedAtMs: nowMs, vestsAtMs: nowMs, expiresAtMs: null };
    book.earn(draft, points, terms, 'programme:adjustment', nowMs);
  } else {
    book.takeBack(draft, -points, entryId, 'programme:adjustment');
  }
  const head = { memberId, entryId, kind: 'adjustment', terminalId: null, sequence: null } as const;
  await writeEntries(session, [draft.finish(head)], now);
  return true;
}
