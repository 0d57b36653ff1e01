import { z } from 'zod';
import type { TransactionBody } from '../../domain/transaction.ts';
import type { QuarantineItem, QuarantineReason } from '../posting/admissionState.ts';
import type { PostingException } from '../posting/postingException.ts';
import type { SqlSession } from '../storage/sql.ts';

/** So many transactions of one terminal may wait in quarantine. */
const MAXIMUM_OPEN = 10_000;

/** Whether `count` more of a terminal's transactions may wait in quarantine. */
export async function hasRoom(
  session: SqlSession,
  terminalId: string,
  count: number,
): Promise<boolean> {
  const [row] = await session.rows(
    z.object({ count: z.int() }),
    `SELECT count(*) AS count FROM quarantine WHERE terminal_id = $1 AND status = 'open'`,
    [terminalId],
  );
  return (row?.count ?? 0) + count <= MAXIMUM_OPEN;
}

/** Whether a person decided that this very text never takes effect. */
export async function isDismissed(
  session: SqlSession,
  terminalId: string,
  quarantineId: string,
): Promise<boolean> {
  const rows = await session.rows(
    z.object({ status: z.string() }),
    'SELECT status FROM quarantine WHERE terminal_id = $1 AND quarantine_id = $2',
    [terminalId, quarantineId],
  );
  return rows[0]?.status === 'dismissed';
}

/** Keeps transactions as they came. */
export async function keepInQuarantine(
  session: SqlSession,
  terminalId: string,
  items: readonly QuarantineItem[],
  receivedAt: Date,
): Promise<void> {
  if (items.length === 0) {
    return;
  }
  await session.run(
    `INSERT INTO quarantine
       (terminal_id, quarantine_id, sequence, transaction_id, hash, reason, detail, raw, raw_length, in_chain, received_at)
     SELECT $1, q.*, $11::timestamptz
       FROM unnest($2::text[], $3::int8[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int4[],
                   $10::boolean[]) AS q
     ON CONFLICT (terminal_id, quarantine_id) DO NOTHING`,
    [
      terminalId,
      items.map(({ pushed }) => pushed.quarantineId),
      items.map(({ sequence }) => sequence),
      items.map(({ pushed }) => pushed.claimed.transactionId),
      items.map(({ hash }) => hash),
      items.map(({ reason }) => reason),
      items.map(({ detail }) => detail.slice(0, 1000)),
      items.map(({ pushed }) => pushed.text),
      items.map(({ pushed }) => pushed.text.length),
      items.map(({ inChain }) => inChain),
      receivedAt,
    ],
  );
}

/** What is in quarantine for one of these is what its terminal sealed; of anything else nobody knows whose points it means. */
const SEALED_REASONS: ReadonlySet<QuarantineReason> = new Set([
  'unknownProgramme',
  'forked',
  'terminalRevoked',
  'implausible',
]);

/** The finding that a person sees of a transaction in quarantine. */
export function quarantineException(terminalId: string, item: QuarantineItem): PostingException {
  const { quarantineId, claimed } = item.pushed;
  return {
    terminalId,
    sequence: item.sequence ?? 0,
    reason: item.reason,
    subject: quarantineId,
    memberId: SEALED_REASONS.has(item.reason) ? claimed.memberId : null,
    cardToken: null,
    detail: item.detail,
    transactionId: claimed.transactionId,
    quarantineId,
  };
}

/** The real transactions of these places came: what stood there in quarantine is settled. */
export async function supersede(
  session: SqlSession,
  bodies: readonly TransactionBody[],
  now: Date,
): Promise<void> {
  for (const { terminalId, sequence } of bodies) {
    await session.run(
      `UPDATE quarantine SET status = 'superseded', resolved_by = 'ledger', resolved_at = $3
        WHERE terminal_id = $1 AND sequence = $2 AND in_chain AND status IN ('open', 'dismissed')`,
      [terminalId, sequence, now],
    );
    await session.run(
      `UPDATE posting_exception e
          SET status = 'resolved', resolution = 'healed', resolved_by = 'ledger', resolved_at = $3,
              note = 'the transaction itself came and was taken', change_xid = pg_current_xact_id()
         FROM quarantine q
        WHERE q.terminal_id = $1 AND q.sequence = $2 AND q.in_chain
          AND e.terminal_id = q.terminal_id AND e.quarantine_id = q.quarantine_id AND e.status = 'open'`,
      [terminalId, sequence, now],
    );
  }
}
