import { z } from 'zod';
import { GENESIS_HEAD, verifyNext, type ChainHead } from '../../domain/seal.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { AuditReport } from '../../protocol/demoAudit.ts';
import { sha256Hex, verifyEd25519 } from '../chain/crypto.ts';
import type { SqlSession } from '../storage/sql.ts';

type Break = AuditReport['breaksInChains'][number];

/** So many transactions are read at a time. */
export const TRANSACTIONS_A_PART = 500;

const terminalRow = z.object({
  terminal_id: z.string(),
  last_sequence: z.int(),
  last_hash: z.string(),
});
const keyRow = z.object({ first_sequence: z.int(), public_key: z.string() });
const transactionRow = z.object({
  sequence: z.int(),
  transaction_id: z.string(),
  hash: z.string(),
  previous_hash: z.string(),
  signature: z.string(),
  body: z.unknown(),
  /** Something in quarantine stands here, or stood here or just before. */
  quarantine: z.enum(['here', 'beside', 'none']),
});

/** Walks every terminal's chain: gaps, hashes, signatures, and the head that the terminal's row states. */
export async function findChainBreaks(session: SqlSession, limit: number): Promise<Break[]> {
  const terminals = await session.rows(
    terminalRow,
    'SELECT terminal_id, last_sequence, last_hash FROM terminal ORDER BY terminal_id',
  );
  const breaks: Break[] = [];
  for (const terminal of terminals) {
    breaks.push(...(await walkChain(session, terminal, limit - breaks.length)));
    if (breaks.length >= limit) {
      break;
    }
  }
  return breaks.slice(0, limit);
}

async function walkChain(
  session: SqlSession,
  terminal: z.infer<typeof terminalRow>,
  limit: number,
): Promise<Break[]> {
  const breaks: Break[] = [];
  let head: ChainHead = GENESIS_HEAD;
  let isEnd = false;
  while (!isEnd && breaks.length < limit) {
    const part = await walkChainPart(session, terminal, head);
    breaks.push(...part.breaks);
    ({ head, isEnd } = part);
  }
  return breaks;
}

/** What a part of a chain's walk came to. */
export interface ChainPart {
  readonly rows: number;
  readonly breaks: readonly Break[];
  readonly head: ChainHead;
  readonly isEnd: boolean;
}

/** Walks at most `TRANSACTIONS_A_PART` of a terminal's chain behind `from`; at its end also compares the terminal's own head. */
export async function walkChainPart(
  session: SqlSession,
  terminal: z.infer<typeof terminalRow>,
  from: ChainHead,
): Promise<ChainPart> {
  const { terminal_id: terminalId, last_sequence: lastSequence, last_hash: lastHash } = terminal;
  const keys = await session.rows(
    keyRow,
    'SELECT first_sequence, public_key FROM terminal_key WHERE terminal_id = $1 ORDER BY first_sequence DESC',
    [terminalId],
  );
  const keyAt = (sequence: number): string =>
    keys.find((key) => key.first_sequence <= sequence)?.public_key ?? '';
  const breaks: Break[] = [];
  let head = from;
  const rows = await session.rows(
    transactionRow,
    `SELECT sequence, transaction_id, hash, previous_hash, signature, body,
            CASE WHEN NOT previous_verified AND EXISTS (
                   SELECT 1 FROM quarantine q
                    WHERE q.terminal_id = t.terminal_id AND q.in_chain AND q.sequence IN (t.sequence - 1, t.sequence))
                 THEN 'beside' ELSE 'none' END AS quarantine
       FROM terminal_transaction t WHERE terminal_id = $1 AND sequence > $2
     UNION ALL
     SELECT sequence, '', hash, '', '', NULL, 'here' FROM quarantine
      WHERE terminal_id = $1 AND sequence > $2 AND in_chain AND status <> 'superseded'
      ORDER BY sequence LIMIT ${TRANSACTIONS_A_PART}`,
    [terminalId, head.sequence],
  );
  for (const row of rows) {
    const reason = reasonOf(row, head, terminalId, keyAt(row.sequence));
    if (reason !== null) {
      breaks.push({ terminalId, sequence: row.sequence, reason });
    }
    head = { sequence: row.sequence, hash: row.hash };
  }
  const isEnd = rows.length < TRANSACTIONS_A_PART;
  if (isEnd && (head.sequence !== lastSequence || head.hash !== lastHash)) {
    breaks.push({ terminalId, sequence: lastSequence, reason: 'headMismatch' });
  }
  return { rows: rows.length, breaks, head, isEnd };
}

function reasonOf(
  row: z.infer<typeof transactionRow>,
  head: ChainHead,
  terminalId: string,
  publicKey: string,
): string | null {
  if (row.quarantine === 'here') {
    return row.sequence === head.sequence + 1 ? null : 'sequenceGap';
  }
  // Behind something in quarantine the previous hash proves nothing; the sequence, hash and signature still do.
  const before =
    row.quarantine === 'beside' ? { sequence: head.sequence, hash: row.previous_hash } : head;
  const sealed = sealedTransactionSchema.safeParse({
    body: row.body,
    hash: row.hash,
    signature: row.signature,
  });
  if (!sealed.success) {
    return 'malformedBody';
  }
  const { body } = sealed.data;
  const next = verifyNext(before, sealed.data, sha256Hex);
  if (!next.ok) {
    return next.error.code;
  }
  if (
    body.terminalId !== terminalId ||
    body.sequence !== row.sequence ||
    body.transactionId !== row.transaction_id ||
    body.previousHash !== row.previous_hash
  ) {
    return 'columnsDiffer';
  }
  return verifyEd25519(publicKey, row.hash, row.signature) ? null : 'badSignature';
}
