import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';
import { postByItself } from './postByItself.ts';
import { settleQuarantine } from './settleQuarantine.ts';

/** The most transactions out of quarantine that one linking posts. */
const MAXIMUM_AWAITING = 1000;

/**
 * Notes that something in quarantine may be posted as soon as its card is linked: somebody, or the enrolment of its lane
 * anew, decided so, and only the card's member is missing.
 */
export async function awaitCard(
  session: SqlSession,
  terminalId: string,
  quarantineId: string,
  cardToken: string,
): Promise<void> {
  await session.run(
    `UPDATE posting_exception
        SET card_token = $3, detail = $4, change_xid = pg_current_xact_id()
      WHERE terminal_id = $1 AND quarantine_id = $2 AND status = 'open'`,
    [
      terminalId,
      quarantineId,
      cardToken,
      'it is allowed, but its card is not linked to a member; it is posted by itself when it is',
    ],
  );
}

/** Posts what waits in quarantine for nothing but this card, which is linked now. Gives how many were posted. */
export async function postAwaiting(
  session: SqlSession,
  cardToken: string,
  now: Date,
): Promise<number> {
  const rows = await session.rows(
    z.object({ terminal_id: z.string(), quarantine_id: z.string(), raw: z.string() }),
    `SELECT q.terminal_id, q.quarantine_id, q.raw
       FROM posting_exception e
       JOIN quarantine q ON q.terminal_id = e.terminal_id AND q.quarantine_id = e.quarantine_id
      WHERE e.card_token = $1 AND e.status = 'open' AND q.status = 'open'
      ORDER BY q.terminal_id, q.sequence, q.quarantine_id LIMIT ${MAXIMUM_AWAITING}
        FOR UPDATE OF e, q`,
    [cardToken],
  );
  const note = 'posted when its card was linked';
  let posted = 0;
  for (const { terminal_id: terminalId, quarantine_id: quarantineId, raw } of rows) {
    const value: unknown = JSON.parse(raw);
    if ((await postByItself(session, value, now)).ok) {
      const settlement = { status: 'posted', resolvedBy: 'ledger', note } as const;
      await settleQuarantine(session, terminalId, quarantineId, settlement, now);
      posted += 1;
    }
  }
  return posted;
}
