import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import { verifyEd25519 } from '../chain/crypto.ts';
import type { QuarantineReason } from '../posting/admissionState.ts';
import { wholeFault } from '../posting/judge.ts';
import { plausibilityOf } from '../posting/plausibility.ts';
import { postTransactions } from '../posting/postTransactions.ts';
import { recordExceptions } from '../posting/postingException.ts';
import { readProgrammes } from '../posting/readProgrammes.ts';
import type { SqlSession } from '../storage/sql.ts';

/** Why a transaction cannot be posted by itself. */
export interface PostByItselfFailure {
  readonly reason: QuarantineReason | 'unknownParty';
  readonly detail: string;
  /** The card that must be linked first; null where something else is wrong. */
  readonly awaitedCardToken: string | null;
}

/**
 * Posts a transaction by its own id, whatever its place in its terminal's chain: what a restored copy sold, or what a
 * person lets out of quarantine. It must be whole and signed by a key that its terminal once had; an id takes effect once.
 * The caller keeps it in quarantine as posted.
 */
export async function postByItself(
  session: SqlSession,
  value: unknown,
  now: Date,
): Promise<Result<'posted' | 'duplicate', PostByItselfFailure>> {
  const parsed = sealedTransactionSchema.safeParse(value);
  if (!parsed.success) {
    return refuse('malformed', 'it does not have the shape of a transaction');
  }
  const transaction = parsed.data;
  const { body } = transaction;
  const fault = wholeFault(transaction);
  if (fault !== null) {
    return refuse(fault.reason, fault.detail);
  }
  if (!(await isSignedByItsTerminal(session, transaction))) {
    return refuse('badSignature', `no key of terminal ${body.terminalId} signed it`);
  }
  const known = await knownHash(session, transaction);
  if (known !== null) {
    return known === transaction.hash
      ? ok('duplicate')
      : refuse('idReused', `id ${body.transactionId} is known with another body`);
  }
  const programmes = await readProgrammes(session, [body]);
  if (!programmes.has(body.programmeId, body.programmeVersion)) {
    return refuse(
      'unknownProgramme',
      `programme ${body.programmeId} has no version ${body.programmeVersion} at the ledger`,
    );
  }
  const implausible = (await plausibilityOf(session, [body], programmes))(body);
  if (implausible !== null) {
    return refuse('implausible', implausible);
  }
  const posted = await postTransactions(session, [transaction], programmes, now, () =>
    Promise.resolve(),
  );
  if (posted.parked.has(body.transactionId)) {
    return body.kind === 'sale' && body.member !== null
      ? refuse('unknownParty', 'its card is not linked to a member', body.member.cardToken)
      : refuse('unknownParty', 'the sale that it returns is not posted yet');
  }
  const findings = posted.exceptions.map((finding) => ({
    ...finding,
    subject: `${body.transactionId} ${finding.subject}`.trim(),
    transactionId: finding.transactionId ?? body.transactionId,
  }));
  await recordExceptions(session, findings, now);
  return ok('posted');
}

function refuse(
  reason: PostByItselfFailure['reason'],
  detail: string,
  awaitedCardToken: string | null = null,
): { readonly ok: false; readonly error: PostByItselfFailure } {
  return fail({ reason, detail, awaitedCardToken });
}

async function isSignedByItsTerminal(
  session: SqlSession,
  { body, hash, signature }: SealedTransaction,
): Promise<boolean> {
  const keys = await session.rows(
    z.object({ public_key: z.string() }),
    'SELECT public_key FROM terminal_public_key WHERE terminal_id = $1',
    [body.terminalId],
  );
  return keys.some(({ public_key: key }) => verifyEd25519(key, hash, signature));
}

/** The hash under which the ledger has this id posted or parked, or null; holds the terminal until the transaction ends. */
async function knownHash(session: SqlSession, { body }: SealedTransaction): Promise<string | null> {
  await session.run('SELECT 1 FROM terminal WHERE terminal_id = $1 FOR UPDATE', [body.terminalId]);
  const [row] = await session.rows(
    z.object({ hash: z.string() }),
    `SELECT hash FROM terminal_transaction WHERE terminal_id = $1 AND transaction_id = $2
     UNION ALL
     SELECT hash FROM quarantine WHERE transaction_id = $2 AND status = 'posted'`,
    [body.terminalId, body.transactionId],
  );
  return row?.hash ?? null;
}
