import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { MemberClosingResponse, ReopenMemberRequest } from '../../protocol/memberClosing.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { announce } from '../stream/changes.ts';
import { lockAccount } from './lockAccount.ts';

/**
 * Opens a closed account again: its lots get back what was forfeited of them, with their dates; what late transactions had
 * spent of it is spent. What has expired meanwhile expires with the next run of that job. An open account stays as it is.
 */
export async function reopenMember(
  context: LedgerContext,
  reopenedBy: string,
  { memberId, note }: ReopenMemberRequest,
): Promise<Result<MemberClosingResponse, LedgerError>> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const locked = await lockAccount(session, memberId);
    if (!locked.ok) {
      return locked;
    }
    const { book, forfeited } = locked.value;
    const { status, forfeitedPoints } = book.accounts;
    const answer = (points: number): MemberClosingResponse => ({
      memberId,
      status: 'active',
      points,
      reservedPoints: book.accounts.heldPoints,
    });
    if (status !== 'closed') {
      return ok(answer(0));
    }
    const [closing] = await session.rows(
      z.object({ closing_number: z.int() }),
      `UPDATE member_closing SET reopened_at = $2, reopened_by = $3, reopening_note = $4
        WHERE member_id = $1 AND reopened_at IS NULL RETURNING closing_number`,
      [memberId, now, reopenedBy, note],
    );
    assert(closing !== undefined, 'a closed account was closed');
    const draft = new EntryDraft();
    book.reopen(draft, forfeited);
    const entryId = `reopen/${closing.closing_number}`;
    const head = { memberId, entryId, kind: 'reopened', terminalId: null, sequence: null } as const;
    await writeEntries(session, [draft.finish(head)], now);
    await session.run(
      `UPDATE member SET status = 'active', change_xid = pg_current_xact_id() WHERE member_id = $1`,
      [memberId],
    );
    await announce(session, 'accounts');
    return ok(answer(forfeitedPoints));
  });
}
