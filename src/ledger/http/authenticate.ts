import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import {
  contentDigestHeader,
  parseSignatureHeaders,
  signatureBase,
  SIGNATURE_WINDOW_SECONDS,
} from '../../protocol/requestSignature.ts';
import { sha256Base64, verifyEd25519 } from '../chain/crypto.ts';
import { instantNow, type LedgerContext } from '../chain/ledgerContext.ts';
import { SCHEMA_VERSION } from '../migrations/migrate.ts';

/** A request as it came, before anything in it is believed. */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
}

const terminalRow = z.object({
  status: z.string(),
  public_key: z.string().nullable(),
  serves_from: z.int().nullable(),
});

/**
 * Checks the request's signature (`protocol/requestSignature.ts`); gives the terminal that made it. A revoked terminal is
 * refused unless `revokedToo`: what it sold before must not be lost.
 */
export async function authenticate(
  context: LedgerContext,
  request: IncomingRequest,
  revokedToo: boolean,
): Promise<Result<{ readonly terminalId: string }, LedgerError>> {
  const parsed = parseSignatureHeaders(
    request.header('signature-input') ?? '',
    request.header('signature') ?? '',
  );
  if (parsed === null) {
    return refuse('badSignature', 'The request is not signed as this ledger expects it.');
  }
  const { terminalId, createdSeconds, signatureBase64 } = parsed;
  const [terminal] = await context.sql.read(
    terminalRow,
    `SELECT status, public_key, (SELECT max(serves_from) FROM schema_version) AS serves_from
       FROM terminal WHERE terminal_id = $1`,
    [terminalId],
  );
  if ((terminal?.serves_from ?? 0) > SCHEMA_VERSION) {
    return refuse(
      'unavailable',
      'A newer ledger has changed the database since this one was started. Start this one in the newer version too; terminals keep what they have and try again.',
    );
  }
  if (terminal === undefined || terminal.status === 'awaiting' || terminal.public_key === null) {
    return refuse(
      'unknownTerminal',
      `Terminal ${terminalId} is not enrolled at this ledger. Check the ledger's address, or enrol the terminal with a new code.`,
    );
  }
  if (terminal.status === 'revoked' && !revokedToo) {
    return refuse(
      'terminalRevoked',
      `Terminal ${terminalId} was revoked. To use it again, enrol it with a new code.`,
    );
  }
  const contentDigest = contentDigestHeader(sha256Base64(request.body));
  if (request.header('content-digest') !== contentDigest) {
    return refuse('badSignature', 'The body is not the one that was signed.');
  }
  const [path = '', ...queries] = request.target.split('?');
  const base = signatureBase({
    method: request.method,
    path,
    query: `?${queries.join('?')}`,
    contentDigest,
    createdSeconds,
    terminalId,
  });
  if (!verifyEd25519(terminal.public_key, base, signatureBase64)) {
    return refuse(
      'badSignature',
      `The signature is not that of terminal ${terminalId}. Another machine may have been enrolled in its place.`,
    );
  }
  // The time is checked last, so that only the terminal itself learns from this ledger what time it is.
  const skewSeconds = Math.abs(context.clock.nowMs() / 1000 - createdSeconds);
  if (skewSeconds > SIGNATURE_WINDOW_SECONDS) {
    return fail({
      code: 'clockSkew',
      message: `The terminal's clock is ${Math.round(skewSeconds)} seconds off the ledger's. Set the clock.`,
      serverTime: instantNow(context.clock),
    });
  }
  return ok({ terminalId });
}

function refuse(
  code: LedgerError['code'],
  message: string,
): { readonly ok: false; readonly error: LedgerError } {
  return fail({ code, message });
}
