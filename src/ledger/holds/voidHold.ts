import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { HoldResponse, VoidHoldRequest } from '../../protocol/hold.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { announce } from '../stream/changes.ts';
import { lockBook } from '../posting/readParties.ts';
import { holdAnswer, readHold, releaseHold } from './holdRow.ts';

/** Gives the points of a pending hold back. A hold that is over already stays as it is, and the answer says how. */
export async function voidHold(
  context: LedgerContext,
  terminalId: string,
  { holdId, memberId }: VoidHoldRequest,
): Promise<Result<HoldResponse, LedgerError>> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const hold = await readHold(session, holdId);
    const own = hold?.memberId === memberId && hold.terminalId === terminalId;
    const book = own ? await lockBook(session, memberId, hold.points) : null;
    const current = await readHold(session, holdId);
    if (book === null || current === null) {
      return fail({
        code: 'holdUnknown',
        message: `This terminal has no hold ${holdId} for member ${memberId}.`,
      });
    }
    if (current.state === 'pending') {
      await releaseHold(session, book, current, 'voided', now);
      await announce(session, 'accounts');
    }
    const state = current.state === 'pending' ? 'voided' : current.state;
    return ok(holdAnswer({ ...current, state }, book.accounts.activePoints));
  });
}
