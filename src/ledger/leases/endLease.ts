import { EntryDraft } from '../lots/entryDraft.ts';
import { pointsToRelease } from '../lots/memberBook.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { lockBook } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';
import { isOpenLease, namedLeases, type StoredLease } from './leaseRow.ts';

/**
 * Ends a lease of its terminal: what was not spent of it becomes the member's own again. Nothing happens to one that is
 * over; gives the points that came back.
 */
export async function endLease(
  session: SqlSession,
  named: Pick<StoredLease, 'memberId' | 'leaseId' | 'terminalId'>,
  state: 'returned' | 'lost',
  now: Date,
): Promise<number> {
  const { memberId, leaseId, terminalId } = named;
  // The member is locked before the lease is read: a sale that spends from it is posted before or after, never beside.
  const found = await lockBook(session, memberId, 0);
  const [lease] = await namedLeases(session, [memberId], [leaseId]);
  if (found === null || lease === undefined) {
    return 0;
  }
  if (lease.terminalId !== terminalId || !isOpenLease(lease)) {
    return 0;
  }
  const leftPoints = lease.points - lease.spentPoints;
  await session.run(
    'UPDATE lease SET state = $3, ended_at = $4 WHERE member_id = $1 AND lease_id = $2',
    [memberId, leaseId, state, now],
  );
  const book = await lockBook(session, memberId, pointsToRelease(found.accounts));
  if (leftPoints > 0 && book !== null) {
    const draft = new EntryDraft();
    book.release(draft, leftPoints);
    const entryId = `lease/${leaseId}/${state}`;
    const kind = state === 'returned' ? 'leaseReturned' : 'leaseLost';
    await writeEntries(
      session,
      [draft.finish({ memberId, entryId, kind, terminalId, sequence: null })],
      now,
    );
  }
  return leftPoints;
}
