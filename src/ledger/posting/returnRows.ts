import { z } from 'zod';
import type { ReturnBody, SealedTransaction, TransactionBody } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { BatchPlan, ReturnedLines } from './planBatch.ts';
import { terminalIdOf } from './readOriginals.ts';

/** The most returns that are posted along with the sales that they waited for. */
const MAXIMUM_WAITING = 1000;

/** Records which lines of which sales count as returned. */
export async function insertReturnedLines(
  session: SqlSession,
  returned: readonly ReturnedLines[],
): Promise<void> {
  const rows = returned.flatMap(({ lines, ...ids }) => lines.map((line) => ({ ...ids, ...line })));
  if (rows.length === 0) {
    return;
  }
  await session.run(
    `INSERT INTO returned_line (terminal_id, transaction_id, return_transaction_id, line_number, quantity)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::int8[])`,
    [
      rows.map((row) => terminalIdOf(row.originalTransactionId)),
      rows.map((row) => row.originalTransactionId),
      rows.map((row) => row.returnTransactionId),
      rows.map((row) => row.lineNumber),
      rows.map((row) => row.quantity),
    ],
  );
}

/** Notes which sales parked returns wait for. */
export async function insertWaitingReturns(
  session: SqlSession,
  returns: readonly ReturnBody[],
): Promise<void> {
  if (returns.length === 0) {
    return;
  }
  await session.run(
    `INSERT INTO waiting_return (terminal_id, transaction_id, return_terminal_id, return_sequence)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[]) ON CONFLICT DO NOTHING`,
    [
      returns.map((body) => terminalIdOf(body.originalTransactionId)),
      returns.map((body) => body.originalTransactionId),
      returns.map((body) => body.terminalId),
      returns.map((body) => body.sequence),
    ],
  );
}

/** The parked returns that wait for one of these sales; another process that posts them just now keeps them. */
export async function claimWaitingReturns(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<SealedTransaction[]> {
  const ids = bodies.flatMap((body) => (body.kind === 'sale' ? [body.transactionId] : []));
  if (ids.length === 0) {
    return [];
  }
  const keys = [ids.map(terminalIdOf), ids];
  // Nearly always nothing waits; to ask for that alone spares planning the join.
  const waiting = await session.rows(
    z.object({}),
    `SELECT 1 AS waits FROM waiting_return
      WHERE terminal_id = ANY($1::text[]) AND transaction_id = ANY($2::text[]) LIMIT 1`,
    [[...new Set(ids.map(terminalIdOf))], ids],
  );
  if (waiting.length === 0) {
    return [];
  }
  return session.rows(
    sealedTransactionSchema,
    `SELECT t.body, t.hash, t.signature
       FROM waiting_return w
       JOIN terminal_transaction t ON t.terminal_id = w.return_terminal_id AND t.sequence = w.return_sequence
      WHERE (w.terminal_id, w.transaction_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        AND t.outcome = 'parked'
      ORDER BY t.terminal_id, t.sequence
      LIMIT ${MAXIMUM_WAITING} FOR UPDATE OF w SKIP LOCKED`,
    keys,
  );
}

/** Marks parked transactions that are posted now, and closes what a person saw of their waiting. */
export async function settleParked(
  session: SqlSession,
  transactions: readonly SealedTransaction[],
  plan: BatchPlan,
  now: Date,
): Promise<void> {
  const posted = transactions
    .map(({ body }) => body)
    .filter(({ transactionId }) => !plan.parked.has(transactionId));
  if (posted.length === 0) {
    return;
  }
  const keys = [posted.map((body) => body.terminalId), posted.map((body) => body.sequence)];
  await session.run(
    `UPDATE terminal_transaction t SET outcome = 'posted', member_id = u.member_id
       FROM unnest($1::text[], $2::int8[], $3::text[]) AS u(terminal_id, sequence, member_id)
      WHERE t.terminal_id = u.terminal_id AND t.sequence = u.sequence`,
    [...keys, posted.map(({ transactionId }) => plan.memberIds.get(transactionId) ?? null)],
  );
  const returns = posted.flatMap((body) => (body.kind === 'return' ? [body] : []));
  await session.run(
    `DELETE FROM waiting_return
      WHERE (terminal_id, transaction_id, return_terminal_id, return_sequence) IN
            (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[]))`,
    [
      returns.map((body) => terminalIdOf(body.originalTransactionId)),
      returns.map((body) => body.originalTransactionId),
      returns.map((body) => body.terminalId),
      returns.map((body) => body.sequence),
    ],
  );
  await session.run(
    `UPDATE posting_exception
        SET status = 'resolved', resolution = 'posted', resolved_by = 'ledger', resolved_at = $3,
            change_xid = pg_current_xact_id()
      WHERE reason IN ('unknownCard', 'unknownMember', 'unknownOriginal') AND status = 'open'
        AND (terminal_id, sequence) IN (SELECT * FROM unnest($1::text[], $2::int8[]))`,
    [...keys, now],
  );
}

/** Returns whose sale was posted at the very moment at which they were parked, bounded. */
export function claimOverlookedReturns(session: SqlSession): Promise<SealedTransaction[]> {
  return session.rows(
    sealedTransactionSchema,
    `SELECT r.body, r.hash, r.signature
       FROM waiting_return w
       JOIN terminal_transaction o ON o.terminal_id = w.terminal_id AND o.transaction_id = w.transaction_id
       JOIN terminal_transaction r ON r.terminal_id = w.return_terminal_id AND r.sequence = w.return_sequence
      WHERE o.outcome = 'posted' AND r.outcome = 'parked'
      ORDER BY r.terminal_id, r.sequence
      LIMIT ${MAXIMUM_WAITING} FOR UPDATE OF w SKIP LOCKED`,
  );
}
