import { z } from 'zod';
import {
  MAXIMUM_EXCEPTIONS,
  type pullExceptionsResponseSchema,
} from '../../protocol/exceptionQueue.ts';
import type { PullQuery } from '../../protocol/exchange.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { checkpointNumber, formatCheckpoint, parseCheckpoint } from '../pull/checkpoint.ts';
import { inSnapshot } from '../pull/snapshot.ts';
import type { SqlSession } from '../storage/sql.ts';
import { EXCEPTION_COLUMNS, exceptionRow } from './exceptionRow.ts';
import { storeOf } from './storeOf.ts';

const changedRow = exceptionRow.extend({ xid: z.string() });

/**
 * The exceptions of the terminal's store that changed since the checkpoint. A terminal holds those that are open: the
 * first pull brings no resolved ones, and one that is resolved later comes as removed.
 */
export async function pullExceptions(
  context: LedgerContext,
  terminalId: string,
  query: PullQuery,
): Promise<z.infer<typeof pullExceptionsResponseSchema>> {
  const { epoch } = context.chain;
  return inSnapshot(context, terminalId, async ({ session, horizonXid }) => {
    const storeId = await storeOf(session, terminalId);
    const position = parsePosition(epoch, storeId, query.checkpoint) ?? {
      xid: '0',
      id: '',
      firstXid: horizonXid,
    };
    const limit = Math.min(query.limit, MAXIMUM_EXCEPTIONS);
    const rows = await session.rows(
      changedRow,
      `SELECT ${EXCEPTION_COLUMNS}, e.change_xid::text AS xid FROM posting_exception e
        WHERE e.store_id = $1
          AND e.change_xid >= $2::text::xid8 AND e.change_xid < $3::text::xid8
          AND (e.change_xid, e.exception_id) > ($2::text::xid8, $4)
          AND (e.status = 'open' OR e.change_xid >= $5::text::xid8)
        ORDER BY e.change_xid, e.exception_id LIMIT $6::int4`,
      [storeId, position.xid, horizonXid, position.id, position.firstXid, limit + 1],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const reached =
      last === undefined ? position : { ...position, xid: last.xid, id: last.exceptionId };
    if (rows.length <= limit && (await hasHidden(session, storeId, horizonXid))) {
      context.changes.repeatSoon('exceptions');
    }
    return {
      documents: shown.map((row) => ({
        document: exceptionRow.parse(row),
        removed: row.status === 'resolved',
      })),
      checkpoint: formatCheckpoint('exceptions', epoch, [
        storeId,
        reached.xid,
        reached.id === '' ? '-' : reached.id,
        reached.firstXid,
      ]),
      more: rows.length > limit,
    };
  });
}

/** Whether committed changes wait behind an older transaction that still runs: nobody may announce them again. */
async function hasHidden(
  session: SqlSession,
  storeId: string,
  horizonXid: string,
): Promise<boolean> {
  const rows = await session.rows(
    z.object({}),
    `SELECT 1 AS hidden FROM posting_exception
      WHERE store_id = $1 AND change_xid >= $2::text::xid8 LIMIT 1`,
    [storeId, horizonXid],
  );
  return rows.length > 0;
}

interface Position {
  readonly xid: string;
  readonly id: string;
  /** When the first pull began: what was resolved before it is no news. */
  readonly firstXid: string;
}

/** Null for another ledger's, and for another store's: a lane that moved begins anew. */
function parsePosition(epoch: string, storeId: string, text: string | null): Position | null {
  const [store, xid, id, firstXid] = parseCheckpoint('exceptions', epoch, 4, text) ?? [];
  if (
    store !== storeId ||
    xid === undefined ||
    id === undefined ||
    firstXid === undefined ||
    checkpointNumber(xid) === null ||
    checkpointNumber(firstXid) === null
  ) {
    return null;
  }
  return { xid, id: id === '-' ? '' : id, firstXid };
}
