import { assert } from '../../domain/assert.ts';
import { checkedPoints, sumPoints } from '../../domain/points.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Accounts of a member, and the programme's own that stand against them. */
export type Account =
  | 'member:active'
  | 'member:held'
  | 'programme:issued'
  | 'programme:redeemed'
  | 'programme:opening'
  | 'programme:correction';

/** Why an entry was made. */
export type EntryKind =
  'sale' | 'correction' | 'opening' | 'holdPlaced' | 'holdVoided' | 'holdExpired';

export interface Posting {
  readonly account: Account;
  readonly points: number;
}

/** One event of one member in double entry: its postings sum to zero. */
export interface LedgerEntry {
  readonly memberId: string;
  /** Unique for the member, and the same when the same event comes again. */
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly terminalId: string | null;
  readonly sequence: number | null;
  readonly postings: readonly Posting[];
}

/** How an entry changes a member's two balances. */
export function balanceChange(entry: LedgerEntry): { activePoints: number; heldPoints: number } {
  const sumOf = (account: Account): number =>
    sumPoints(
      entry.postings.filter((posting) => posting.account === account).map(({ points }) => points),
    );
  return { activePoints: sumOf('member:active'), heldPoints: sumOf('member:held') };
}

/** The postings without those of zero points. */
export function nonZero(postings: readonly Posting[]): Posting[] {
  return postings.filter(({ points }) => points !== 0);
}

/** Writes balanced entries, their postings, and the members' balances that follow from them, in a few statements. */
export async function writeEntries(
  session: SqlSession,
  entries: readonly LedgerEntry[],
  postedAt: Date,
): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  for (const entry of entries) {
    assert(
      sumPoints(entry.postings.map(({ points }) => checkedPoints(points))) === 0,
      'the postings of an entry sum to zero',
    );
  }
  await session.run(
    `INSERT INTO entry (member_id, entry_id, kind, terminal_id, sequence, posted_at)
     SELECT *, $6::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])`,
    [
      entries.map(({ memberId }) => memberId),
      entries.map(({ entryId }) => entryId),
      entries.map(({ kind }) => kind),
      entries.map(({ terminalId }) => terminalId),
      entries.map(({ sequence }) => sequence),
      postedAt,
    ],
  );
  const lines = entries.flatMap((entry) =>
    entry.postings.map((posting, index) => ({ ...posting, entry, lineNumber: index + 1 })),
  );
  await session.run(
    `INSERT INTO posting (member_id, entry_id, line_number, account, points)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::int8[])`,
    [
      lines.map(({ entry }) => entry.memberId),
      lines.map(({ entry }) => entry.entryId),
      lines.map(({ lineNumber }) => lineNumber),
      lines.map(({ account }) => account),
      lines.map(({ points }) => points),
    ],
  );
  await addToBalances(session, entries);
}

async function addToBalances(session: SqlSession, entries: readonly LedgerEntry[]): Promise<void> {
  const sums = new Map<string, { activePoints: number; heldPoints: number }>();
  for (const entry of entries) {
    const change = balanceChange(entry);
    const before = sums.get(entry.memberId) ?? { activePoints: 0, heldPoints: 0 };
    sums.set(entry.memberId, {
      activePoints: before.activePoints + change.activePoints,
      heldPoints: before.heldPoints + change.heldPoints,
    });
  }
  await session.run(
    `UPDATE member m SET active_points = m.active_points + d.active, held_points = m.held_points + d.held,
            change_xid = pg_current_xact_id()
       FROM unnest($1::text[], $2::int8[], $3::int8[]) AS d(member_id, active, held)
      WHERE m.member_id = d.member_id`,
    [
      [...sums.keys()],
      [...sums.values()].map(({ activePoints }) => activePoints),
      [...sums.values()].map(({ heldPoints }) => heldPoints),
    ],
  );
}
