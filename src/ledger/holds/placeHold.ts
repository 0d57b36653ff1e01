import { ok, fail, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import {
  HOLD_LIFETIME_MS,
  HOLDS_GIVEN_BACK_SINCE,
  type HoldResponse,
  type PlaceHoldRequest,
} from '../../protocol/hold.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { EntryDraft } from '../lots/entryDraft.ts';
import { writeEntries } from '../posting/ledgerEntry.ts';
import { announce } from '../stream/changes.ts';
import { leasedPointsOf } from '../leases/leaseRow.ts';
import { recallLeasesOf } from '../leases/recallLeases.ts';
import { expireLapsedHolds } from './expireHolds.ts';
import { holdAnswer, readHold } from './holdRow.ts';

/**
 * Reserves points of a member for one sale. Members are locked, so that holds placed at the same time never sum to more
 * than the member has. The same hold again gives the same answer; its id with other values is `holdConflict`. Where only points
 * that are leased are missing, they are called back, and the asker may ask again: `pointsLeased`. A terminal of
 * `protocolVersion` 1 cannot say later that the hold is over: it lapses.
 */
export async function placeHold(
  context: LedgerContext,
  terminalId: string,
  request: PlaceHoldRequest,
  protocolVersion: number,
): Promise<Result<HoldResponse, LedgerError>> {
  const { holdId, memberId, points } = request;
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const book = await expireLapsedHolds(session, memberId, now);
    if (book === null) {
      return fail({
        code: 'memberUnknown',
        message: `The ledger does not know member ${memberId}.`,
      });
    }
    const { activePoints, heldPoints, status } = book.accounts;
    const present = await readHold(session, holdId);
    if (present !== null) {
      const same =
        present.memberId === memberId &&
        present.points === points &&
        present.terminalId === terminalId;
      return same
        ? ok(holdAnswer(present, activePoints))
        : fail({
            code: 'holdConflict',
            message: `Hold ${holdId} exists with other values; use a new id for a new hold.`,
          });
    }
    if (status !== 'active') {
      return fail({ code: 'memberBlocked', message: `Member ${memberId} is ${status}.` });
    }
    const leasedPoints = activePoints < points ? await leasedPointsOf(session, memberId) : 0;
    if (activePoints < points && points <= activePoints + leasedPoints) {
      await recallLeasesOf(session, memberId, now);
      return fail({
        code: 'pointsLeased',
        message: `${activePoints} points can be spent at once; ${leasedPoints} more are set apart for tills, which are asked to give them back.`,
      });
    }
    if (activePoints < points) {
      return fail({
        code: 'insufficientPoints',
        message: `The member can spend ${activePoints} points, not ${points}.${
          points <= activePoints + heldPoints
            ? ` ${heldPoints} more are held for sales that have not come; a till gives back what it does not use when it is online.`
            : ''
        }`,
      });
    }
    const expiresAt = new Date(now.getTime() + HOLD_LIFETIME_MS);
    await session.run(
      `INSERT INTO hold (member_id, hold_id, terminal_id, points, state, placed_at, expires_at, lapses)
       VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7)`,
      [
        ...[memberId, holdId, terminalId, points, now, expiresAt],
        protocolVersion < HOLDS_GIVEN_BACK_SINCE,
      ],
    );
    const draft = new EntryDraft();
    book.hold(draft, points);
    const entryId = `hold/${holdId}`;
    const head = { memberId, entryId, kind: 'holdPlaced', terminalId, sequence: null } as const;
    await writeEntries(session, [draft.finish(head)], now);
    await announce(session, 'accounts');
    const hold = { holdId, memberId, terminalId, points, state: 'pending', expiresAt } as const;
    return ok(holdAnswer(hold, activePoints - points));
  });
}
