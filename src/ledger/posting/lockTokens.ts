import type { SqlSession } from '../storage/sql.ts';

/** The first half of the advisory locks' keys, for cards. */
const CARD_LOCKS = 724_003;

/**
 * Locks card tokens, known or not, until the transaction ends: `shared` while a sale depends on a card being unknown,
 * `exclusive` while one is linked. Taken before members are locked.
 */
export async function lockTokens(
  session: SqlSession,
  tokens: readonly string[],
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await session.run(
    `SELECT ${lock}(${CARD_LOCKS}, key)
       FROM (SELECT DISTINCT hashtext(token) AS key FROM unnest($1::text[]) AS t(token) ORDER BY key) AS keys`,
    [tokens],
  );
}
