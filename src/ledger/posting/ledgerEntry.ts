import { assert } from '../../domain/assert.ts';
import type { LotChange, LotMovement } from '../lots/lot.ts';
import { writeLots } from '../lots/writeLots.ts';
import type { SqlSession } from '../storage/sql.ts';

/**
 * Accounts of a member, and the programme's own that stand against them. Ledgers of before the lots also wrote
 * `programme:opening` and `programme:correction`; what they wrote stays.
 */
export type Account =
  | 'member:active'
  | 'member:pending'
  | 'member:held'
  | 'programme:issued'
  | 'programme:redeemed'
  | 'programme:expired'
  | 'programme:breakage'
  | 'programme:overdraft'
  | 'programme:adjustment';

/** Why an entry was made. */
export type EntryKind =
  | 'sale'
  | 'return'
  | 'correction'
  | 'adjustment'
  | 'merge'
  | 'closed'
  | 'reopened'
  | 'vesting'
  | 'expiry'
  | 'holdPlaced'
  | 'holdVoided'
  | 'holdExpired'
  | 'leaseGranted'
  | 'leaseReturned'
  | 'leaseLost';

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
  /** What it did to the member's lots: in sum what it did to the member's accounts. */
  readonly movements: readonly LotMovement[];
  readonly lots: readonly LotChange[];
}

/** What an entry says that was written together with its member's lots. */
export const LOT_RULES = 1;

/** Writes balanced entries, their postings and lots, and the members' balances that follow from them, in a few statements. */
export async function writeEntries(
  session: SqlSession,
  entries: readonly LedgerEntry[],
  postedAt: Date,
): Promise<void> {
  if (entries.length === 0) {
    return;
  }
  for (const entry of entries) {
    // Not bounded as a balance is: what a till sealed is posted, however absurd, and flagged beside it.
    const points = entry.postings.map((posting) => posting.points);
    assert(points.every(Number.isSafeInteger), 'points are integers');
    assert(points.reduce((sum, part) => sum + part, 0) === 0, 'an entry’s postings sum to zero');
  }
  const writing = [insertEntries(session, entries, postedAt), insertPostings(session, entries)];
  await Promise.all([...writing, writeLots(session, entries), addToBalances(session, entries)]);
}

async function insertEntries(
  session: SqlSession,
  entries: readonly LedgerEntry[],
  postedAt: Date,
): Promise<void> {
  await session.run(
    `INSERT INTO entry (member_id, entry_id, kind, terminal_id, sequence, posted_at, lot_rules)
     SELECT *, $6::timestamptz, ${LOT_RULES} FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])`,
    [
      entries.map(({ memberId }) => memberId),
      entries.map(({ entryId }) => entryId),
      entries.map(({ kind }) => kind),
      entries.map(({ terminalId }) => terminalId),
      entries.map(({ sequence }) => sequence),
      postedAt,
    ],
  );
}

async function insertPostings(session: SqlSession, entries: readonly LedgerEntry[]): Promise<void> {
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
}

/** The store of a member's first sale is its home until somebody says otherwise. */
/** A member's first sale says where the member is at home. Only sales do, and only they need the column. */
const SETTLE_HOME = `home_store_id = coalesce(m.home_store_id,
  (SELECT t.store_id FROM terminal t WHERE t.terminal_id = d.terminal_id)),`;

async function addToBalances(session: SqlSession, entries: readonly LedgerEntry[]): Promise<void> {
  const byMember = new Map<string, Posting[]>();
  for (const { memberId, postings } of entries) {
    byMember.set(memberId, [...(byMember.get(memberId) ?? []), ...postings]);
  }
  const changes = [...byMember.values()];
  const firstTerminals = new Map<string, string>();
  for (const { memberId, kind, terminalId } of entries) {
    if (kind === 'sale' && terminalId !== null && !firstTerminals.has(memberId)) {
      firstTerminals.set(memberId, terminalId);
    }
  }
  const sumsOf = (account: Account): number[] =>
    changes.map((postings) =>
      postings.reduce((sum, line) => sum + (line.account === account ? line.points : 0), 0),
    );
  await session.run(
    `UPDATE member m
        SET active_points = m.active_points + d.active, held_points = m.held_points + d.held,
            pending_points = m.pending_points + d.pending, overdraft_points = m.overdraft_points - d.overdraft,
            ${firstTerminals.size > 0 ? SETTLE_HOME : ''} change_xid = pg_current_xact_id()
       FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::text[])
              AS d(member_id, active, held, pending, overdraft, terminal_id)
      WHERE m.member_id = d.member_id`,
    [
      [...byMember.keys()],
      sumsOf('member:active'),
      sumsOf('member:held'),
      sumsOf('member:pending'),
      sumsOf('programme:overdraft'),
      [...byMember.keys()].map((memberId) => firstTerminals.get(memberId) ?? null),
    ],
  );
}
