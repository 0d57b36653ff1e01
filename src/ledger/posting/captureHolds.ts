import type { SqlSession } from '../storage/sql.ts';
import type { SaleHold } from './planSale.ts';

/** Marks holds as posted: their sales are here. */
export async function captureHolds(session: SqlSession, holds: readonly SaleHold[]): Promise<void> {
  if (holds.length === 0) {
    return;
  }
  await session.run(
    `UPDATE hold SET state = 'posted'
      WHERE (member_id, hold_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [holds.map(({ memberId }) => memberId), holds.map(({ holdId }) => holdId)],
  );
}
