import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { CloseMemberRequest, MemberClosingResponse } from '../../protocol/memberClosing.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { recallLeasesOf } from '../leases/recallLeases.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import type { MemberAccounts } from '../lots/memberBook.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { lockAccount } from './lockAccount.ts';

/**
 * Closes a member's account: what is in its lots goes to `programme:breakage`. Refuses until the request names the points that
 * are forfeited, and says what becomes of reserved points and of a debt. Its cards stay with it, so that what still comes
 * is known: that is posted, flagged, and what it earns forfeited. An account that is closed already stays as it is.
 */
export async function closeMember(
  context: LedgerContext,
  closedBy: string,
  request: CloseMemberRequest,
): Promise<Result<MemberClosingResponse, LedgerError>> {
  const { memberId, note } = request;
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const locked = await lockAccount(session, memberId);
    if (!locked.ok) {
      return locked;
    }
    const { book } = locked.value;
    if (book.accounts.status === 'closed') {
      return ok(closingAnswer(book.accounts));
    }
    const refusal = await refusalOf(session, book.accounts, request);
    if (refusal !== null) {
      return fail({ code: 'badRequest', message: refusal });
    }
    const draft = new EntryDraft();
    book.close(draft);
    const number = await nextNumber(session, memberId);
    const head = { memberId, entryId: `close/${number}`, kind: 'closed' } as const;
    const entry = draft.finish({ ...head, terminalId: null, sequence: null });
    await writeEntries(session, [entry], now);
    await session.run(
      `UPDATE member SET status = 'closed', change_xid = pg_current_xact_id() WHERE member_id = $1`,
      [memberId],
    );
    await session.run(
      `INSERT INTO member_closing (member_id, closing_number, closed_at, closed_by, note)
       VALUES ($1, $2, $3, $4, $5)`,
      [memberId, number, now, closedBy, note],
    );
    await recallLeasesOf(session, memberId, now);
    await announce(session, 'accounts');
    return ok(closingAnswer(book.accounts));
  });
}

/** How a closed account stands. */
function closingAnswer(accounts: MemberAccounts): MemberClosingResponse {
  const { memberId, forfeitedPoints, heldPoints } = accounts;
  return { memberId, status: 'closed', points: forfeitedPoints, reservedPoints: heldPoints };
}

/** What the request has still to say, in a sentence; null where it says all. */
async function refusalOf(
  session: SqlSession,
  accounts: MemberAccounts,
  { forfeitPoints, reserved, debt }: CloseMemberRequest,
): Promise<string | null> {
  const { memberId, activePoints, pendingPoints, heldPoints, overdraftPoints } = accounts;
  if (heldPoints > 0 && reserved === null) {
    return `${heldPoints} points of member ${memberId} are reserved by ${await reservationsOf(session, memberId)}. Say “later” for reserved points: they are forfeited when it ends, or spent by its sale.`;
  }
  if (overdraftPoints > 0 && debt === null) {
    return `Member ${memberId} owes ${overdraftPoints} points. Say that they are written off, or let the member earn them first.`;
  }
  const points = activePoints + pendingPoints;
  if (forfeitPoints !== points) {
    return `Closing the account of member ${memberId} forfeits ${points} points (${pendingPoints} of them not yet vested), and ${await cardsOf(session, memberId)} earn and redeem nothing any more. Confirm it by naming the ${points} points.`;
  }
  return null;
}

async function reservationsOf(session: SqlSession, memberId: string): Promise<string> {
  const rows = await session.rows(
    z.object({ what: z.string() }),
    `SELECT 'a hold of ' || terminal_id AS what FROM hold WHERE member_id = $1 AND state = 'pending'
     UNION
     SELECT 'a lease of ' || terminal_id FROM lease WHERE member_id = $1 AND ended_at IS NULL
     ORDER BY what LIMIT 10`,
    [memberId],
  );
  return rows.map(({ what }) => what).join(', ');
}

async function cardsOf(session: SqlSession, memberId: string): Promise<string> {
  const [row] = await session.rows(
    z.object({ count: z.int() }),
    'SELECT count(*) AS count FROM member_card WHERE member_id = $1 AND NOT removed',
    [memberId],
  );
  return `its ${row?.count ?? 0} cards`;
}

async function nextNumber(session: SqlSession, memberId: string): Promise<number> {
  const [row] = await session.rows(
    z.object({ count: z.int() }),
    'SELECT count(*) AS count FROM member_closing WHERE member_id = $1',
    [memberId],
  );
  return (row?.count ?? 0) + 1;
}
