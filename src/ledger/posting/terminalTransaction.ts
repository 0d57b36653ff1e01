import type { SealedTransaction } from '../../domain/transaction.ts';
import type { BatchPlan } from './planBatch.ts';
import { insertWaitingReturns } from './returnRows.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Stores accepted transactions as they were sealed; parked ones wait for their card or the sale that they return. */
export async function insertTransactions(
  session: SqlSession,
  transactions: readonly SealedTransaction[],
  plan: Pick<BatchPlan, 'parked' | 'memberIds' | 'waitingReturns'>,
  receivedAt: Date,
): Promise<void> {
  const bodies = transactions.map(({ body }) => body);
  await session.run(
    `INSERT INTO terminal_transaction
       (terminal_id, sequence, transaction_id, hash, previous_hash, signature, outcome, occurred_at, body, member_id, received_at)
     SELECT t, s, i, h, p, g, o, w::timestamptz, b::jsonb, m, $11::timestamptz
       FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::text[], $9::text[], $10::text[]) AS u(t, s, i, h, p, g, o, w, b, m)`,
    [
      bodies.map((body) => body.terminalId),
      bodies.map((body) => body.sequence),
      bodies.map((body) => body.transactionId),
      transactions.map(({ hash }) => hash),
      bodies.map((body) => body.previousHash),
      transactions.map(({ signature }) => signature),
      bodies.map(({ transactionId }) => (plan.parked.has(transactionId) ? 'parked' : 'posted')),
      bodies.map((body) => body.occurredAt),
      bodies.map((body) => JSON.stringify(body)),
      bodies.map(({ transactionId }) => plan.memberIds.get(transactionId) ?? null),
      receivedAt,
    ],
  );
  const stored = new Set(bodies);
  await insertWaitingReturns(
    session,
    plan.waitingReturns.filter((body) => stored.has(body)),
  );
}
