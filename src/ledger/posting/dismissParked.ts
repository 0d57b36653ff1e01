import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';

/**
 * Lets a transaction that waits never take effect: whoever links its card, or pushes the sale that it returns, later posts
 * nothing of it. False where it does not wait any more.
 */
export async function dismissParked(
  session: SqlSession,
  terminalId: string,
  sequence: number,
): Promise<boolean> {
  // Whoever posts waiting returns locks these rows first.
  await session.run(
    'DELETE FROM waiting_return w WHERE w.return_terminal_id = $1 AND w.return_sequence = $2',
    [terminalId, sequence],
  );
  const rows = await session.rows(
    z.object({ sequence: z.int() }),
    `UPDATE terminal_transaction SET outcome = 'dismissed'
      WHERE terminal_id = $1 AND sequence = $2 AND outcome = 'parked' RETURNING sequence`,
    [terminalId, sequence],
  );
  return rows.length > 0;
}
