import type { LedgerContext } from '../chain/ledgerContext.ts';
import { recordExceptions } from '../posting/postingException.ts';
import { postTransactions } from '../posting/postTransactions.ts';
import { readProgrammes } from '../posting/readProgrammes.ts';
import { claimOverlookedReturns, settleParked } from '../posting/returnRows.ts';
import { announce } from '../stream/changes.ts';

/**
 * Posts parked returns whose sale is posted: where both came at the same moment, neither saw the other. Bounded; gives how
 * many it posted.
 */
export async function postOverlookedReturns(context: LedgerContext): Promise<number> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const returns = await claimOverlookedReturns(session);
    if (returns.length === 0) {
      return 0;
    }
    const programmes = await readProgrammes(
      session,
      returns.map(({ body }) => body),
    );
    const posted = await postTransactions(session, returns, programmes, now, (plan) =>
      settleParked(session, returns, plan, now),
    );
    await recordExceptions(session, posted.exceptions, now);
    await announce(session, 'accounts');
    await announce(session, 'exceptions');
    return returns.length - posted.parked.size;
  });
}
