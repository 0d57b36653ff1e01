import { sha256Hex } from '../chain/crypto.ts';
import type { SqlSession } from '../storage/sql.ts';

/** What is stored of a code: a hash of its letters and digits; case, dashes and spaces do not matter. */
export function enrolmentCodeHash(code: string): string {
  return sha256Hex(`enrolment-code:${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`);
}

/** Lets one terminal enrol once with `code` until `expiresAt`. */
export async function issueEnrolmentCode(
  session: SqlSession,
  code: string,
  terminalId: string,
  expiresAt: Date,
): Promise<void> {
  await session.run(
    'INSERT INTO enrolment_code (code_hash, terminal_id, expires_at) VALUES ($1, $2, $3)',
    [enrolmentCodeHash(code), terminalId, expiresAt],
  );
}
