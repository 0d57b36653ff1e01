import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { recallAtMovedTerminal } from './recallLeases.ts';

/**
 * Puts a terminal that exists into another store: with its next pulls it gets that store's exceptions for those of the one
 * before, and gives back what was leased to it of members who are not at home there. Null where it does not move.
 */
export async function moveTerminal(
  { clock }: Pick<LedgerContext, 'clock'>,
  session: SqlSession,
  terminalId: string,
  storeId: string,
): Promise<{ readonly movedFrom: string; readonly recalledLeases: number } | null> {
  const [terminal] = await session.rows(
    z.object({ storeId: z.string() }),
    'SELECT store_id AS "storeId" FROM terminal WHERE terminal_id = $1 FOR UPDATE',
    [terminalId],
  );
  if (terminal === undefined || terminal.storeId === storeId) {
    return null;
  }
  await session.run('UPDATE terminal SET store_id = $2 WHERE terminal_id = $1', [
    terminalId,
    storeId,
  ]);
  const now = new Date(clock.nowMs());
  const recalledLeases = await recallAtMovedTerminal(session, terminalId, storeId, now);
  await announce(session, 'exceptions');
  return { movedFrom: terminal.storeId, recalledLeases };
}
