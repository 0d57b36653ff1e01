import { z } from 'zod';
import { announce } from '../stream/changes.ts';
import type { SqlSession } from '../storage/sql.ts';
import { awaitCard } from './awaitedCard.ts';
import { postByItself } from './postByItself.ts';
import { settleQuarantine } from './settleQuarantine.ts';

/** So many are posted with one enrolment; the rest comes with the carried journal, or by a person. */
const MAXIMUM_AT_ONCE = 1000;

/** Posts what a restored copy of a terminal sold, now that the lane has a new identity. Gives how many were posted. */
export async function postForked(
  session: SqlSession,
  terminalId: string,
  now: Date,
): Promise<number> {
  const rows = await session.rows(
    z.object({ quarantine_id: z.string(), raw: z.string() }),
    `SELECT quarantine_id, raw FROM quarantine
      WHERE terminal_id = $1 AND status = 'open' AND reason = 'forked'
      ORDER BY sequence, quarantine_id LIMIT ${MAXIMUM_AT_ONCE}`,
    [terminalId],
  );
  const settlement = {
    status: 'posted',
    resolvedBy: 'ledger',
    note: 'posted by its own id when the lane was enrolled again',
  } as const;
  let posted = 0;
  for (const row of rows) {
    const value: unknown = JSON.parse(row.raw);
    const done = await postByItself(session, value, now);
    if (done.ok) {
      await settleQuarantine(session, terminalId, row.quarantine_id, settlement, now);
      posted += 1;
    } else if (done.error.awaitedCardToken !== null) {
      await awaitCard(session, terminalId, row.quarantine_id, done.error.awaitedCardToken);
    }
  }
  await session.run(
    `UPDATE posting_exception
        SET status = 'resolved', resolution = 'healed', resolved_by = 'ledger', resolved_at = $2,
            note = 'the lane was enrolled again', change_xid = pg_current_xact_id()
      WHERE terminal_id = $1 AND reason = 'restoredImage' AND status = 'open'`,
    [terminalId, now],
  );
  if (rows.length > 0) {
    await announce(session, 'accounts');
    await announce(session, 'exceptions');
  }
  return posted;
}
