import { recordExceptions } from '../posting/postingException.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { endHold, pendingHoldsOf } from '../holds/endHold.ts';
import { announce } from '../stream/changes.ts';
import { MAXIMUM_LEASES } from '../../protocol/leases.ts';
import { endLease } from './endLease.ts';
import { leasesOfTerminal } from './leaseRow.ts';

/** The most holds that are ended at once; a till has as many as it has customers. */
const MAXIMUM_HOLDS = 1000;

/**
 * A person declares that a terminal will not report again: its leases and holds end, and their points are free. What it may
 * have spent from them and takes effect later can then be overspent; `points` says how much that is at most, and it is flagged.
 */
export async function declareLost(
  context: LedgerContext,
  terminalId: string,
  declaredBy: string,
): Promise<{ readonly leases: number; readonly holds: number; readonly points: number }> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    await session.run('SELECT 1 FROM terminal WHERE terminal_id = $1 FOR UPDATE', [terminalId]);
    const leases = await leasesOfTerminal(session, terminalId, 2 * MAXIMUM_LEASES);
    const holds = await pendingHoldsOf(session, terminalId, MAXIMUM_HOLDS);
    const open = [
      ...leases.map((lease) => ({
        memberId: lease.memberId,
        end: () => endLease(session, lease, 'lost', now),
      })),
      ...holds.map((hold) => ({
        memberId: hold.memberId,
        end: () => endHold(session, hold, terminalId, now),
      })),
    ];
    let points = 0;
    // Members are locked in the order of their ids, as by pushes.
    for (const { end } of open.sort((left, right) => (left.memberId < right.memberId ? -1 : 1))) {
      points += await end();
    }
    const detail = `${declaredBy} declared the terminal lost; ${leases.length} leases and ${holds.length} holds over ${points} points ended, of which it may have spent`;
    await recordExceptions(
      session,
      [
        {
          terminalId,
          sequence: 0,
          reason: 'terminalLost',
          subject: now.toISOString(),
          memberId: null,
          cardToken: null,
          detail,
        },
      ],
      now,
    );
    await announce(session, 'accounts');
    await announce(session, 'exceptions');
    return { leases: leases.length, holds: holds.length, points };
  });
}
