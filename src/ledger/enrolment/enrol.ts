import { z } from 'zod';
import type { EnrolRequest, EnrolResponse } from '../../protocol/enrol.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { assert } from '../../domain/assert.ts';
import { readChain, type Chain } from '../chain/chain.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announceRevoked } from '../stream/changes.ts';
import { postForked } from '../quarantine/postForked.ts';
import { enrolmentCodeHash } from './enrolmentCode.ts';

const codeRow = z.object({
  terminal_id: z.string(),
  expires_at: z.date(),
  used_public_key: z.string().nullable(),
});
const terminalRow = z.object({
  terminal_name: z.string(),
  status: z.string(),
  public_key: z.string().nullable(),
  last_sequence: z.int(),
  last_hash: z.string(),
  store_id: z.string(),
  store_name: z.string(),
  time_zone: z.string(),
  day_end_minutes: z.int(),
});

/**
 * Makes the holder of a one-time code a terminal of the chain. The same key may repeat its enrolment with its code, for
 * the answer may have been lost. A new code for an enrolled terminal replaces its key (a new machine at the same lane);
 * the chain of transactions goes on from the head in the answer, and what a restored copy of the old machine sold is posted.
 */
export async function enrol(
  context: LedgerContext,
  request: EnrolRequest,
): Promise<Result<EnrolResponse, LedgerError>> {
  const { sql, clock } = context;
  const { publicKey } = request;
  if (Buffer.from(publicKey, 'base64').length !== 32) {
    return fail({ code: 'badRequest', message: 'The public key is not 32 bytes of Ed25519.' });
  }
  return sql.transaction('write', async (session) => {
    const codeHash = enrolmentCodeHash(request.code);
    const [code] = await session.rows(
      codeRow,
      'SELECT terminal_id, expires_at, used_public_key FROM enrolment_code WHERE code_hash = $1 FOR UPDATE',
      [codeHash],
    );
    if (code === undefined) {
      return fail({
        code: 'enrolmentCodeUnknown',
        message:
          'This enrolment code does not exist. Check it for typing errors, or ask for a new one.',
      });
    }
    if (code.used_public_key !== null && code.used_public_key !== publicKey) {
      return fail({
        code: 'enrolmentCodeUsed',
        message: `This enrolment code was already used by another machine, for terminal ${code.terminal_id}. Issue a new code.`,
      });
    }
    const repeated = code.used_public_key === publicKey;
    if (!repeated && code.expires_at.getTime() <= clock.nowMs()) {
      return fail({
        code: 'enrolmentCodeExpired',
        message: `This enrolment code expired at ${code.expires_at.toISOString()}. Issue a new code.`,
      });
    }
    const terminal = await lockTerminal(session, code.terminal_id);
    if (repeated && (terminal.status !== 'enrolled' || terminal.public_key !== publicKey)) {
      return fail({
        code: 'terminalRevoked',
        message: `Terminal ${code.terminal_id} was revoked or enrolled anew since. Issue a new code.`,
      });
    }
    if (!repeated) {
      await adoptKey(session, context, code.terminal_id, terminal.last_sequence, request, codeHash);
    }
    // The chain's rules may be newer than those that this ledger was started with.
    const chain = (await readChain(session)) ?? context.chain;
    return ok(answerFor(chain, code.terminal_id, terminal));
  });
}

/** Revokes a terminal: its stream ends and its signature opens nothing any more until it is enrolled with a new code. */
export async function revokeTerminal(context: LedgerContext, terminalId: string): Promise<void> {
  await context.sql.transaction('write', async (session) => {
    await session.run(`UPDATE terminal SET status = 'revoked' WHERE terminal_id = $1`, [
      terminalId,
    ]);
    await announceRevoked(session, terminalId);
  });
}

async function lockTerminal(
  session: SqlSession,
  terminalId: string,
): Promise<z.infer<typeof terminalRow>> {
  const [terminal] = await session.rows(
    terminalRow,
    `SELECT t.name AS terminal_name, t.status, t.public_key, t.last_sequence, t.last_hash,
            s.store_id, s.name AS store_name, s.time_zone, s.day_end_minutes
       FROM terminal t JOIN store s USING (store_id) WHERE t.terminal_id = $1 FOR UPDATE OF t`,
    [terminalId],
  );
  assert(terminal !== undefined, 'a code names a terminal that exists');
  return terminal;
}

async function adoptKey(
  session: SqlSession,
  context: LedgerContext,
  terminalId: string,
  lastSequence: number,
  request: EnrolRequest,
  codeHash: string,
): Promise<void> {
  const now = new Date(context.clock.nowMs());
  await session.run(
    `UPDATE enrolment_code SET used_at = $2, used_public_key = $3 WHERE code_hash = $1`,
    [codeHash, now, request.publicKey],
  );
  await session.run(
    `UPDATE terminal SET status = 'enrolled', public_key = $2 WHERE terminal_id = $1`,
    [terminalId, request.publicKey],
  );
  await session.run(
    `INSERT INTO terminal_key (terminal_id, first_sequence, public_key, enrolled_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (terminal_id, first_sequence) DO UPDATE
       SET public_key = excluded.public_key, enrolled_at = excluded.enrolled_at`,
    [terminalId, lastSequence + 1, request.publicKey, now],
  );
  await session.run(
    `INSERT INTO terminal_public_key (terminal_id, public_key, enrolled_at) VALUES ($1, $2, $3)
     ON CONFLICT (terminal_id, public_key) DO NOTHING`,
    [terminalId, request.publicKey, now],
  );
  await postForked(session, terminalId, now);
}

function answerFor(
  chain: Chain,
  terminalId: string,
  terminal: z.infer<typeof terminalRow>,
): EnrolResponse {
  return {
    terminalId,
    terminalName: terminal.terminal_name,
    chainName: chain.chainName,
    store: {
      storeId: terminal.store_id,
      name: terminal.store_name,
      businessDay: { timeZone: terminal.time_zone, dayEndMinutes: terminal.day_end_minutes },
    },
    tokenKey: chain.tokenKey,
    cardPatterns: [...chain.cardPatterns],
    head: { sequence: terminal.last_sequence, hash: terminal.last_hash },
    demonstration: chain.demonstration !== null,
  };
}
