import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { ChainHead } from '../../domain/seal.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import type { PushResponse } from '../../protocol/push.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { admit, idKey, sequenceKey, type Admission } from './admit.ts';
import { captureHolds } from './captureHolds.ts';
import { writeEntries } from './ledgerEntry.ts';
import { planBatch, type BatchPlan } from './planBatch.ts';
import { recordExceptions, type PostingException } from './postingException.ts';
import { lockParties } from './readParties.ts';
import { readProgrammes } from './readProgrammes.ts';
import { insertTransactions } from './terminalTransaction.ts';

const terminalRow = z.object({
  public_key: z.string(),
  last_sequence: z.int(),
  last_hash: z.string(),
});
const knownRow = z.object({
  sequence: z.int(),
  transaction_id: z.string(),
  hash: z.string(),
});

/**
 * Posts a terminal's batch in order, up to the first transaction that may not be posted. All of it is one database
 * transaction: what the answer names is committed, and a batch that comes again is answered as duplicates.
 */
export async function push(
  context: LedgerContext,
  terminalId: string,
  batch: readonly SealedTransaction[],
): Promise<PushResponse> {
  const receivedAt = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const terminal = await lockTerminal(session, terminalId);
    const known = await readKnown(session, terminalId, batch);
    const programmes = await readProgrammes(
      session,
      batch.map(({ body }) => body),
    );
    const admission = admit(
      { terminalId, ...terminal, known, hasProgramme: programmes.has },
      batch,
    );
    const { accepted, head } = admission;
    const bodies = accepted.map(({ body }) => body);
    const plan = planBatch(accepted, await lockParties(session, bodies), programmes);
    await write(session, admission, plan, receivedAt, terminalId);
    return { results: resultsOf(batch, admission, plan), head, stopped: admission.stopped };
  });
}

async function write(
  session: SqlSession,
  admission: Admission,
  plan: BatchPlan,
  receivedAt: Date,
  terminalId: string,
): Promise<void> {
  const { accepted, head } = admission;
  const stop = stopException(admission, terminalId);
  await recordExceptions(
    session,
    stop === null ? plan.exceptions : [...plan.exceptions, stop],
    receivedAt,
  );
  if (accepted.length === 0) {
    return;
  }
  await insertTransactions(session, accepted, plan.parked, receivedAt);
  await writeEntries(session, plan.entries, receivedAt);
  await captureHolds(session, plan.capturedHolds);
  await session.run(
    'UPDATE terminal SET last_sequence = $2, last_hash = $3 WHERE terminal_id = $1',
    [terminalId, head.sequence, head.hash],
  );
  await announce(session, 'accounts');
}

async function lockTerminal(
  session: SqlSession,
  terminalId: string,
): Promise<{ publicKey: string; head: ChainHead }> {
  const [row] = await session.rows(
    terminalRow,
    'SELECT public_key, last_sequence, last_hash FROM terminal WHERE terminal_id = $1 FOR UPDATE',
    [terminalId],
  );
  assert(row !== undefined, 'a terminal that signed its request exists');
  return {
    publicKey: row.public_key,
    head: { sequence: row.last_sequence, hash: row.last_hash },
  };
}

async function readKnown(
  session: SqlSession,
  terminalId: string,
  batch: readonly SealedTransaction[],
): Promise<Map<string, string>> {
  const rows = await session.rows(
    knownRow,
    `SELECT sequence, transaction_id, hash FROM terminal_transaction
      WHERE terminal_id = $1 AND (sequence = ANY($2::int8[]) OR transaction_id = ANY($3::text[]))`,
    [
      terminalId,
      batch.map(({ body }) => body.sequence),
      batch.map(({ body }) => body.transactionId),
    ],
  );
  return new Map(
    rows.flatMap((row): [string, string][] => [
      [sequenceKey(row.sequence), row.hash],
      [idKey(row.transaction_id), row.hash],
    ]),
  );
}

function resultsOf(
  batch: readonly SealedTransaction[],
  admission: Admission,
  plan: BatchPlan,
): PushResponse['results'] {
  const duplicates = new Set(admission.duplicates);
  const accepted = new Set(admission.accepted);
  return batch.flatMap((transaction): PushResponse['results'] => {
    const { sequence } = transaction.body;
    if (accepted.has(transaction)) {
      return [{ sequence, outcome: plan.parked.has(sequence) ? 'parked' : 'posted' }];
    }
    return duplicates.has(sequence) && sequence !== admission.stopped?.sequence
      ? [{ sequence, outcome: 'duplicate' }]
      : [];
  });
}

/** A stop that no later push can heal is something for a person to look at; a gap heals by itself. */
function stopException(admission: Admission, terminalId: string): PostingException | null {
  const { stopped } = admission;
  if (stopped === null || stopped.code === 'sequenceGap') {
    return null;
  }
  return {
    terminalId,
    sequence: stopped.sequence,
    reason: stopped.code,
    subject: '',
    memberId: null,
    cardToken: null,
    detail: stopped.message,
  };
}
