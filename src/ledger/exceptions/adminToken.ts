import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../chain/crypto.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';

const PREFIX = 'loyalty_admin_';
const TOKEN = /^loyalty_admin_[A-Za-z0-9_-]{43}$/;
const LIFETIME_MS = 365 * 86_400_000;

/** Makes a token for the back office, good for a year. Only its hash is kept: it is shown once. */
export async function createAdminToken(context: LedgerContext, name: string): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const nowMs = context.clock.nowMs();
  await context.sql.transaction('write', (session) =>
    session.run(
      `INSERT INTO admin_token (token_hash, name, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
      [sha256Hex(token), name, new Date(nowMs), new Date(nowMs + LIFETIME_MS)],
    ),
  );
  return token;
}

/** Ends all tokens of a name; gives how many there were. */
export async function revokeAdminTokens(context: LedgerContext, name: string): Promise<number> {
  const rows = await context.sql.transaction('write', (session) =>
    session.rows(
      z.object({}),
      `UPDATE admin_token SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL RETURNING 1 AS one`,
      [name, new Date(context.clock.nowMs())],
    ),
  );
  return rows.length;
}

/** Whose token an Authorization header carries (RFC 6750, section 2.1); null where it is none that is good. */
export async function adminOf(
  context: LedgerContext,
  authorization: string | undefined,
): Promise<{ readonly name: string } | null> {
  const [scheme, token] = authorization?.split(' ') ?? [];
  if (scheme !== 'Bearer' || token === undefined || !TOKEN.test(token)) {
    return null;
  }
  const [row] = await context.sql.transaction('snapshot', (session) =>
    session.rows(
      z.object({ name: z.string() }),
      'SELECT name FROM admin_token WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2',
      [sha256Hex(token), new Date(context.clock.nowMs())],
    ),
  );
  return row ?? null;
}
