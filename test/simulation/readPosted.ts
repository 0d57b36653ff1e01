import { z } from 'zod';
import type { SimLedger } from './simLedger.ts';

/** What a posted transaction asked for, as it was sealed. */
const takenRow = z.object({
  transactionId: z.string(),
  terminalId: z.string(),
  sequence: z.int(),
  kind: z.enum(['sale', 'return']),
  originalTransactionId: z.string().nullable(),
  quantity: z.int(),
  accrualPoints: z.int().nullable(),
  redeemedPoints: z.int().nullable(),
  occurredAt: z.string(),
  offsetMs: z.number().nullable(),
  jumped: z.boolean(),
});
export type Taken = z.infer<typeof takenRow>;

/** An entry in the order in which the ledger made them. Of its figures only what it held is believed. */
const entryRow = z.object({
  memberId: z.string(),
  entryId: z.string(),
  kind: z.string(),
  postedAtMs: z.number(),
  heldPoints: z.int(),
  movements: z.record(z.string(), z.int()),
});
export type Entry = z.infer<typeof entryRow>;

/** What the ledger took, out of quarantine too. */
export function readTaken(ledger: SimLedger): Promise<Taken[]> {
  return ledger.query(
    takenRow,
    `WITH taken AS (
       SELECT body FROM terminal_transaction
       UNION ALL
       SELECT raw::jsonb -> 'body' FROM quarantine WHERE status = 'posted')
     SELECT body ->> 'transactionId' AS "transactionId", body ->> 'terminalId' AS "terminalId",
            (body ->> 'sequence')::int AS sequence, body ->> 'kind' AS kind,
            body ->> 'originalTransactionId' AS "originalTransactionId",
            (body -> 'lines' -> 0 ->> 'quantity')::int AS quantity,
            (body ->> 'accrualPoints')::int AS "accrualPoints",
            (body -> 'redemption' ->> 'points')::int AS "redeemedPoints",
            body ->> 'occurredAt' AS "occurredAt",
            (body -> 'clock' ->> 'offsetMs')::float8 AS "offsetMs",
            (body -> 'clock' ->> 'jumped')::boolean AS jumped
       FROM taken`,
  );
}

/** What the ledger entered. */
export function readEntries(ledger: SimLedger): Promise<Entry[]> {
  return ledger.query(
    entryRow,
    `SELECT e.member_id AS "memberId", e.entry_id AS "entryId", e.kind,
            (extract(epoch FROM e.posted_at) * 1000)::float8 AS "postedAtMs",
            coalesce((SELECT sum(p.points) FROM posting p
                       WHERE p.member_id = e.member_id AND p.entry_id = e.entry_id
                         AND p.account = 'member:held'), 0)::int AS "heldPoints",
            coalesce((SELECT jsonb_object_agg(m.lot_id, m.points)
                        FROM (SELECT lot_id, sum(points)::int AS points FROM lot_movement l
                               WHERE l.member_id = e.member_id AND l.entry_id = e.entry_id
                               GROUP BY lot_id) AS m), '{}'::jsonb) AS movements
       FROM observed.entry_order o JOIN entry e USING (member_id, entry_id)
      ORDER BY o.place`,
  );
}
