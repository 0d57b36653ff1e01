import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { SqlSession } from '../storage/sql.ts';

/** The store of a terminal that exists. */
export async function storeOf(session: SqlSession, terminalId: string): Promise<string> {
  const [row] = await session.rows(
    z.object({ store_id: z.string() }),
    'SELECT store_id FROM terminal WHERE terminal_id = $1',
    [terminalId],
  );
  assert(row !== undefined, 'a terminal that signed its request exists');
  return row.store_id;
}
