import type { exceptionListSchema, ExceptionQuery } from '../../protocol/exceptionQueue.ts';
import type { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { EXCEPTION_COLUMNS, exceptionRow } from './exceptionRow.ts';

/** A page of exceptions in the order of their ids; `query.storeId` null for the whole chain. */
export async function listExceptions(
  context: LedgerContext,
  query: ExceptionQuery,
): Promise<z.infer<typeof exceptionListSchema>> {
  const { status, reason, storeId, after, limit } = query;
  const rows = await context.sql.transaction('snapshot', (session) =>
    session.rows(
      exceptionRow,
      `SELECT ${EXCEPTION_COLUMNS} FROM posting_exception e
        WHERE ($1::text IS NULL OR e.status = $1) AND ($2::text IS NULL OR e.reason = $2)
          AND ($3::text IS NULL OR e.store_id = $3) AND ($4::text IS NULL OR e.exception_id > $4)
        ORDER BY e.exception_id LIMIT $5::int4`,
      [status, reason, storeId, after, limit + 1],
    ),
  );
  return { exceptions: rows.slice(0, limit), more: rows.length > limit };
}
