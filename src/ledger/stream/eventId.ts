import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { checkpointNumber, formatCheckpoint, parseCheckpoint } from '../pull/checkpoint.ts';
import type { Sql } from '../storage/sql.ts';
import type { Topic } from './changes.ts';

const KIND = 'event';

/**
 * A place in the database's history: all transactions before it are over. A stream that stood from there on has told of
 * everything after it; so whichever ledger process is asked after a break can say what was missed.
 */
export async function eventIdNow({
  sql,
  chain,
}: Pick<LedgerContext, 'sql' | 'chain'>): Promise<string> {
  return formatCheckpoint(KIND, chain.epoch, [await horizon(sql)]);
}

async function horizon(sql: Sql): Promise<string> {
  const [row] = await sql.transaction('snapshot', (session) =>
    session.rows(
      z.object({ horizon: z.string() }),
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon',
    ),
  );
  return row?.horizon ?? '0';
}

const changedRow = z.object({
  accounts: z.boolean(),
  reference: z.boolean(),
  exceptions: z.boolean(),
  leases: z.boolean(),
});

/**
 * What changed since the event `lastEventId`, by one look at each table's index of changes; null where it is no event of
 * this ledger's, so that anything may have.
 */
export async function changedSince(
  { sql, chain }: Pick<LedgerContext, 'sql' | 'chain'>,
  terminalId: string,
  lastEventId: string | undefined,
): Promise<readonly Topic[] | null> {
  const [xid] = parseCheckpoint(KIND, chain.epoch, 1, lastEventId ?? null) ?? [];
  if (xid === undefined || checkpointNumber(xid) === null) {
    return null;
  }
  const [row] = await sql.transaction('snapshot', (session) =>
    session.rows(
      changedRow,
      `SELECT EXISTS (SELECT 1 FROM member WHERE change_xid >= $1::text::xid8) AS accounts,
              EXISTS (SELECT 1 FROM product WHERE change_xid >= $1::text::xid8)
                OR EXISTS (SELECT 1 FROM operator WHERE change_xid >= $1::text::xid8)
                OR EXISTS (SELECT 1 FROM programme WHERE change_xid >= $1::text::xid8)
                OR EXISTS (SELECT 1 FROM setting WHERE terminal_id = $2 AND change_xid >= $1::text::xid8) AS reference,
              EXISTS (SELECT 1 FROM posting_exception
                       WHERE store_id = (SELECT store_id FROM terminal WHERE terminal_id = $2)
                         AND change_xid >= $1::text::xid8) AS exceptions,
              EXISTS (SELECT 1 FROM lease WHERE terminal_id = $2 AND state = 'recalled') AS leases`,
      [xid, terminalId],
    ),
  );
  const topics: readonly Topic[] = ['accounts', 'reference', 'exceptions', 'leases'];
  return row === undefined ? null : topics.filter((topic) => row[topic as keyof typeof row]);
}
