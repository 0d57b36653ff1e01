import { z } from 'zod';
import type { SaleBody, TransactionBody } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { SqlSession } from '../storage/sql.ts';

/** A posted sale that something returns. */
export interface FoundOriginal {
  readonly body: SaleBody;
  /** Whose points it concerns now; null for a sale without a card. */
  readonly memberId: string | null;
  /** To whom it was posted; that member may have been merged since. */
  readonly postedMemberId: string | null;
}

const originalRow = sealedTransactionSchema.extend({ member_id: z.string().nullable() });

/**
 * The posted sales that returns among `bodies` name, locked so that returns of one sale take turns. Sales of the same
 * batch are left out: their planning comes first. Also finds sales that were let out of quarantine.
 */
export async function findOriginals(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<FoundOriginal[]> {
  const own = new Set(bodies.map(({ transactionId }) => transactionId));
  const named = bodies.flatMap((body) =>
    body.kind === 'return' && !own.has(body.originalTransactionId)
      ? [body.originalTransactionId]
      : [],
  );
  const ids = [...new Set(named)];
  if (ids.length === 0) {
    return [];
  }
  const keys = [ids.map(terminalIdOf), ids];
  const chained = await session.rows(
    originalRow,
    `SELECT body, hash, signature, member_id FROM terminal_transaction
      WHERE (terminal_id, transaction_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        AND outcome = 'posted' AND body ->> 'kind' = 'sale'
      ORDER BY terminal_id, sequence FOR NO KEY UPDATE`,
    keys,
  );
  const missing = new Set(ids);
  for (const { body } of chained) {
    missing.delete(body.transactionId);
  }
  const released = missing.size === 0 ? [] : await findReleased(session, [...missing]);
  return [...chained, ...released].flatMap(({ body, member_id: memberId }) =>
    body.kind === 'sale' && (body.member === null) === (memberId === null)
      ? [{ body, memberId, postedMemberId: memberId }]
      : [],
  );
}

/** Sales that were posted by themselves, out of quarantine: the member is that of their entry. */
async function findReleased(
  session: SqlSession,
  ids: readonly string[],
): Promise<z.infer<typeof originalRow>[]> {
  const rows = await session.rows(
    z.object({ raw: z.string(), member_id: z.string().nullable() }),
    `SELECT q.raw, (
         SELECT e.member_id FROM entry e
          WHERE e.entry_id = q.transaction_id
            AND e.member_id IN (q.raw::jsonb -> 'body' -> 'member' ->> 'memberId',
                                (SELECT c.member_id FROM card c
                                  WHERE c.card_token = q.raw::jsonb -> 'body' -> 'member' ->> 'cardToken'))
          LIMIT 1) AS member_id
       FROM quarantine q
      WHERE q.transaction_id = ANY($1::text[]) AND q.status = 'posted'
      ORDER BY q.terminal_id, q.quarantine_id FOR NO KEY UPDATE`,
    [ids],
  );
  return rows.map(({ raw, member_id: memberId }) => ({
    ...sealedTransactionSchema.parse(JSON.parse(raw)),
    member_id: memberId,
  }));
}

/** The terminal that a transaction id begins with. */
export function terminalIdOf(transactionId: string): string {
  return transactionId.slice(0, transactionId.indexOf(':'));
}
