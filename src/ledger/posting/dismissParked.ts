import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';
import { terminalIdOf } from './readOriginals.ts';

/**
 * Lets a transaction that waits never take effect: whoever links its card, or pushes the sale that it returns, later posts
 * nothing of it. False where it does not wait any more.
 */
export async function dismissParked(
  session: SqlSession,
  terminalId: string,
  sequence: number,
): Promise<boolean> {
  const [waiting] = await session.rows(
    z.object({ original: z.string().nullable() }),
    `SELECT body ->> 'originalTransactionId' AS original FROM terminal_transaction
      WHERE terminal_id = $1 AND sequence = $2`,
    [terminalId, sequence],
  );
  const original = waiting?.original ?? null;
  if (original !== null) {
    // Whoever posts waiting returns locks this row first.
    await session.run(
      `DELETE FROM waiting_return
        WHERE terminal_id = $1 AND transaction_id = $2 AND return_terminal_id = $3 AND return_sequence = $4`,
      [terminalIdOf(original), original, terminalId, sequence],
    );
  }
  const rows = await session.rows(
    z.object({ sequence: z.int() }),
    `UPDATE terminal_transaction SET outcome = 'dismissed'
      WHERE terminal_id = $1 AND sequence = $2 AND outcome = 'parked' RETURNING sequence`,
    [terminalId, sequence],
  );
  return rows.length > 0;
}
