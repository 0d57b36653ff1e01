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

/** Kinds of checkpoints: in the terminal's own store, and while what it has of a former one is taken away. */
const STANDING = 'exceptions';
const LEAVING = 'exceptionsLeft';

const changedRow = exceptionRow.extend({ xid: z.string() });

/**
 * The exceptions of the terminal's store that changed since the checkpoint. A terminal holds those that are open: the
 * first pull brings no resolved ones, and one that is resolved later comes as removed. To a terminal that moved to another
 * store all that it may hold of the former one comes as removed first.
 */
export async function pullExceptions(
  context: LedgerContext,
  terminalId: string,
  query: PullQuery,
): Promise<z.infer<typeof pullExceptionsResponseSchema>> {
  const { epoch } = context.chain;
  return inSnapshot(context, terminalId, async ({ session, horizonXid }) => {
    const storeId = await storeOf(session, terminalId);
    const limit = Math.min(query.limit, MAXIMUM_EXCEPTIONS);
    const leaving = parseLeaving(epoch, storeId, query.checkpoint);
    const left = leaving === null ? [] : await readLeft(session, leaving, limit);
    const lastLeft = left.at(-1);
    if (leaving !== null && lastLeft !== undefined) {
      const { firstXid } = leaving;
      return {
        documents: left.map((document) => ({ document, removed: true })),
        checkpoint: formatCheckpoint(LEAVING, epoch, [
          leaving.storeId,
          lastLeft.exceptionId,
          firstXid,
        ]),
        more: true,
      };
    }
    const position = parsePosition(epoch, storeId, query.checkpoint) ?? {
      xid: '0',
      id: '',
      firstXid: horizonXid,
    };
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
      checkpoint: formatCheckpoint(STANDING, epoch, [
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

/** A former store's exceptions that leave a terminal, in the order of their ids. */
interface Leaving {
  readonly storeId: string;
  readonly afterId: string;
  readonly firstXid: string;
}

/** What a terminal of `storeId` must let go of before it is brought anything; null where its checkpoint is of this store. */
function parseLeaving(epoch: string, storeId: string, text: string | null): Leaving | null {
  const [left, afterId, leftFirst] = parseCheckpoint(LEAVING, epoch, 3, text) ?? [];
  if (left !== undefined && afterId !== undefined && isNumber(leftFirst)) {
    return { storeId: left, afterId, firstXid: leftFirst };
  }
  const [store, , , firstXid] = parseCheckpoint(STANDING, epoch, 4, text) ?? [];
  return store === undefined || store === storeId || !isNumber(firstXid)
    ? null
    : { storeId: store, afterId: '', firstXid };
}

function isNumber(part: string | undefined): part is string {
  return checkpointNumber(part) !== null;
}

/** Whatever the terminal may hold: what is open, and what was resolved since its first pull began. */
function readLeft(
  session: SqlSession,
  { storeId, afterId, firstXid }: Leaving,
  limit: number,
): Promise<z.infer<typeof exceptionRow>[]> {
  return session.rows(
    exceptionRow,
    `SELECT ${EXCEPTION_COLUMNS} FROM posting_exception e
      WHERE e.store_id = $1 AND e.exception_id > $2
        AND (e.status = 'open' OR e.change_xid >= $3::text::xid8)
      ORDER BY e.exception_id LIMIT $4::int4`,
    [storeId, afterId, firstXid, limit],
  );
}

/** Null for another ledger's, and for another store's: a lane that moved begins anew. */
function parsePosition(epoch: string, storeId: string, text: string | null): Position | null {
  const [store, xid, id, firstXid] = parseCheckpoint(STANDING, epoch, 4, text) ?? [];
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
