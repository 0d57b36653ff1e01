import { recordExceptions } from '../posting/postingException.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { announce } from '../stream/changes.ts';
import { MAXIMUM_LEASES } from '../../protocol/leases.ts';
import { endLease } from './endLease.ts';
import { leasesOfTerminal } from './leaseRow.ts';

/**
 * A person declares that a terminal will not report again: its leases end, and their points are free. What it may have spent
 * from them and takes effect later can then be overspent; `points` says how much that is at most, and it is flagged.
 */
export async function declareLost(
  context: LedgerContext,
  terminalId: string,
  declaredBy: string,
): Promise<{ readonly leases: number; readonly points: number }> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    await session.run('SELECT 1 FROM terminal WHERE terminal_id = $1 FOR UPDATE', [terminalId]);
    const open = await leasesOfTerminal(session, terminalId, 2 * MAXIMUM_LEASES);
    let points = 0;
    for (const lease of open) {
      points += await endLease(session, lease, 'lost', now);
    }
    const detail = `${declaredBy} declared the terminal lost; ${open.length} leases over ${points} points ended, of which it may have spent`;
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
    return { leases: open.length, points };
  });
}
