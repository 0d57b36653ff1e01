import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import type { PushedText } from '../quarantine/pushedText.ts';
import type { SqlSession } from '../storage/sql.ts';
import {
  idKey,
  quarantineReasons,
  quarantineStatuses,
  sequenceKey,
  type AdmissionState,
  type TerminalHead,
} from './admissionState.ts';

const terminalRow = z.object({
  status: z.string(),
  public_key: z.string(),
  last_sequence: z.int(),
  last_hash: z.string(),
  head_verified: z.boolean(),
});
const knownRow = z.object({ sequence: z.int(), transaction_id: z.string(), hash: z.string() });
const quarantinedRow = z.object({
  quarantine_id: z.string(),
  sequence: z.int().nullable(),
  transaction_id: z.string().nullable(),
  hash: z.string(),
  reason: z.enum(quarantineReasons),
  status: z.enum(quarantineStatuses),
  in_chain: z.boolean(),
});

/** A terminal as admission asks of it. */
export interface LockedTerminal {
  readonly publicKey: string;
  readonly revoked: boolean;
  readonly head: TerminalHead;
}

/** Locks a terminal's row until the transaction ends. */
export async function lockTerminal(
  session: SqlSession,
  terminalId: string,
): Promise<LockedTerminal> {
  const [row] = await session.rows(
    terminalRow,
    `SELECT status, public_key, last_sequence, last_hash, head_verified FROM terminal
      WHERE terminal_id = $1 FOR UPDATE`,
    [terminalId],
  );
  assert(row !== undefined, 'a terminal that signed its request exists');
  return {
    publicKey: row.public_key,
    revoked: row.status === 'revoked',
    head: { sequence: row.last_sequence, hash: row.last_hash, verified: row.head_verified },
  };
}

/** What the ledger has of a batch already, posted, parked or in quarantine. */
export async function readKnown(
  session: SqlSession,
  terminalId: string,
  batch: readonly PushedText[],
): Promise<Pick<AdmissionState, 'known' | 'quarantined' | 'gaps'>> {
  const sequences = batch.map(({ claimed }) => claimed.sequence);
  const ids = batch.map(({ claimed }) => claimed.transactionId);
  const hasQuarantine = session.rows(
    z.object({}),
    'SELECT 1 AS present FROM quarantine WHERE terminal_id = $1 LIMIT 1',
    [terminalId],
  );
  const reading = session.rows(
    knownRow,
    `SELECT sequence, transaction_id, hash FROM terminal_transaction
      WHERE terminal_id = $1 AND (sequence = ANY($2::int8[]) OR transaction_id = ANY($3::text[]))`,
    [terminalId, sequences, ids],
  );
  const [known, present] = await Promise.all([reading, hasQuarantine]);
  // Nearly always nothing is there, and the names of the pushed texts need not be made.
  const waiting = present.length === 0 ? [] : await readQuarantined(session, terminalId, batch);
  const posted = waiting.flatMap((row): [string, string][] =>
    row.status === 'posted' && row.transaction_id !== null
      ? [[idKey(row.transaction_id), row.hash]]
      : [],
  );
  return {
    known: new Map([
      ...posted,
      ...known.flatMap((row): [string, string][] => [
        [sequenceKey(row.sequence), row.hash],
        [idKey(row.transaction_id), row.hash],
      ]),
    ]),
    quarantined: new Map(
      waiting.map(({ quarantine_id: id, reason, status }) => [id, { reason, status }]),
    ),
    gaps: new Set(
      waiting.flatMap((row) =>
        row.in_chain && row.sequence !== null && row.status !== 'posted' ? [row.sequence] : [],
      ),
    ),
  };
}

function readQuarantined(
  session: SqlSession,
  terminalId: string,
  batch: readonly PushedText[],
): Promise<z.infer<typeof quarantinedRow>[]> {
  return session.rows(
    quarantinedRow,
    `SELECT quarantine_id, sequence, transaction_id, hash, reason, status, in_chain FROM quarantine
      WHERE terminal_id = $1
        AND (quarantine_id = ANY($2::text[]) OR sequence = ANY($3::int8[])
             OR (status = 'posted' AND transaction_id = ANY($4::text[])))`,
    [
      terminalId,
      batch.map(({ quarantineId }) => quarantineId),
      batch.map(({ claimed }) => claimed.sequence),
      batch.map(({ claimed }) => claimed.transactionId),
    ],
  );
}
