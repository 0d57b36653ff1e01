import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { HoldResponse, VoidHoldRequest } from '../../protocol/hold.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { announce } from '../stream/changes.ts';
import { holdAnswer, lockMember, readHold, releaseHold } from './holdRow.ts';

/** Gives the points of a pending hold back. A hold that is over already stays as it is, and the answer says how. */
export async function voidHold(
  context: LedgerContext,
  terminalId: string,
  { holdId, memberId }: VoidHoldRequest,
): Promise<Result<HoldResponse, LedgerError>> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const member = await lockMember(session, memberId);
    const hold = await readHold(session, holdId);
    const own = hold?.memberId === memberId && hold.terminalId === terminalId;
    if (member === null || hold === null || !own) {
      return fail({
        code: 'holdUnknown',
        message: `This terminal has no hold ${holdId} for member ${memberId}.`,
      });
    }
    if (hold.state !== 'pending') {
      return ok(holdAnswer(hold, member.activePoints));
    }
    await releaseHold(session, hold, 'voided', now);
    await announce(session, 'accounts');
    return ok(holdAnswer({ ...hold, state: 'voided' }, member.activePoints + hold.points));
  });
}
