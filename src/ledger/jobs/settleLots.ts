import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import { spendsBefore, type PointsLot } from '../lots/lot.ts';
import type { MemberBook } from '../lots/memberBook.ts';
import { readDueLots } from '../lots/readLots.ts';
import { writeEntries, type EntryKind, type LedgerEntry } from '../posting/ledgerEntry.ts';
import { lockFreeBooks } from '../posting/readParties.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';

/** The most members that one transaction sees to, and the most transactions of one run. */
const MEMBERS_A_ROUND = 500;
const ROUNDS_A_RUN = 100;

/**
 * Vests and expires what is due, a bounded number of members at a time; gives how many it saw to. Any number of ledgers
 * may run it at once: a member that another one has is left to that one.
 */
export async function settleLots(context: LedgerContext): Promise<number> {
  let members = 0;
  for (let round = 0; round < ROUNDS_A_RUN; round += 1) {
    const seen = await context.sql.transaction('write', (session) =>
      settleRound(session, new Date(context.clock.nowMs())),
    );
    if (seen === 0) {
      break;
    }
    members += seen;
  }
  return members;
}

async function settleRound(session: SqlSession, now: Date): Promise<number> {
  // Held points wait for their hold: a member without active points has nothing to expire.
  const due = await session.rows(
    z.object({ member_id: z.string() }),
    `SELECT DISTINCT member_id FROM (
       (SELECT member_id FROM points_lot WHERE NOT vested AND vests_at <= $1
         ORDER BY vests_at LIMIT ${MEMBERS_A_ROUND})
       UNION ALL
       (SELECT member_id FROM points_lot l JOIN member m USING (member_id)
         WHERE l.expires_at <= $1 AND l.remaining_points > 0 AND l.vested AND m.active_points > 0
         ORDER BY l.expires_at LIMIT ${MEMBERS_A_ROUND})) AS due
     LIMIT ${MEMBERS_A_ROUND}`,
    [now],
  );
  if (due.length === 0) {
    return 0;
  }
  const books = await lockFreeBooks(
    session,
    due.map((row) => row.member_id),
    (memberIds) => readDueLots(session, memberIds, now),
  );
  const entries = [...books.values()].flatMap((book) => settle(book, now.getTime()));
  if (entries.length > 0) {
    await writeEntries(session, entries, now);
    await announce(session, 'accounts');
  }
  return entries.length === 0 ? 0 : books.size;
}

/** Vests and then expires a member's due lots, one entry each. */
function settle(book: MemberBook, nowMs: number): LedgerEntry[] {
  const { memberId } = book.accounts;
  const lots = book.lots().sort(spendsBefore);
  const entries: LedgerEntry[] = [];
  const finish = (draft: EntryDraft, kind: EntryKind, entryId: string): void => {
    entries.push(draft.finish({ memberId, entryId, kind, terminalId: null, sequence: null }));
  };
  for (const lot of lots.filter((one) => !one.vested && one.vestsAtMs <= nowMs)) {
    const draft = new EntryDraft();
    book.vest(draft, lot.lotId);
    finish(draft, 'vesting', `vest/${lot.lotId}`);
  }
  for (const lot of lots.filter((one) => isExpired(one, nowMs))) {
    const draft = new EntryDraft();
    // What is held stays and expires later, under another id.
    const entryId = `expire/${lot.lotId}/${lot.expiredPoints}`;
    if (book.expire(draft, lot.lotId) > 0) {
      finish(draft, 'expiry', entryId);
    }
  }
  return entries;
}

function isExpired({ expiresAtMs, remainingPoints }: PointsLot, nowMs: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= nowMs && remainingPoints > 0;
}
