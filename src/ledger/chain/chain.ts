import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CardPattern } from '../../domain/identity/credential.ts';
import { assert } from '../../domain/assert.ts';
import type { MeasureRule } from '../../domain/measureRule.ts';
import { cardPatternSchema } from '../../protocol/enrol.ts';
import { base64Schema, labelSchema } from '../../protocol/primitives.ts';
import {
  MAXIMUM_CHAIN_CARD_PATTERNS,
  MAXIMUM_CHAIN_MEASURE_RULES,
  measureRuleSchema,
} from '../../protocol/pullReference.ts';
import type { Sql, SqlSession } from '../storage/sql.ts';

/** What holds for the whole chain. A running ledger's copy is that of its start; name and rules of reads may be newer. */
export interface Chain {
  /** Names this ledger's history: checkpoints of another one mean nothing here. */
  readonly epoch: string;
  /**
   * HMAC key of the card tokens, 32 bytes in base64. It lies in the database beside the tokens; a production system
   * moves it to a key management service, so that a stolen database alone cannot be searched for card numbers.
   */
  readonly tokenKey: string;
  readonly chainName: string;
  readonly cardPatterns: readonly CardPattern[];
  /** How the chain's scales print price and weight; absent for not at all. */
  readonly measureRules?: readonly MeasureRule[] | undefined;
  /** The demonstration's seed and number of members, or null for a real chain. */
  readonly demonstration: Demonstration | null;
}

export interface Demonstration {
  readonly seed: number;
  readonly members: number;
}

const chainSchema = z.object({
  epoch: z.uuid(),
  tokenKey: base64Schema.length(44),
  chainName: labelSchema,
  cardPatterns: z.array(cardPatternSchema).max(MAXIMUM_CHAIN_CARD_PATTERNS),
  measureRules: z.array(measureRuleSchema).max(MAXIMUM_CHAIN_MEASURE_RULES).optional(),
  demonstration: z.object({ seed: z.int(), members: z.int() }).nullable(),
});

const CHAIN_LOCK = 724_002;

/** The chain of this database, or null before its first start. */
export async function readChain(session: SqlSession): Promise<Chain | null> {
  const [row] = await session.rows(
    z.object({ value: z.string() }),
    `SELECT value FROM meta WHERE key = 'chain'`,
  );
  return row === undefined ? null : chainSchema.parse(JSON.parse(row.value));
}

/** The chain as it is now, locked until the transaction ends, so that what follows from it is written in one order. */
export async function lockChain(session: SqlSession): Promise<Chain> {
  await session.run(`SELECT 1 FROM meta WHERE key = 'chain' FOR UPDATE`);
  const chain = await readChain(session);
  assert(chain !== null, 'a ledger that runs has its chain');
  return chain;
}

/** Keeps a changed chain. */
export async function writeChain(session: SqlSession, chain: Chain): Promise<void> {
  await session.run(`UPDATE meta SET value = $1 WHERE key = 'chain'`, [JSON.stringify(chain)]);
}

/**
 * Finds the chain or founds it, with a new epoch and token key; `found` may fill the new chain in the same transaction.
 * Several processes may try at once.
 */
export async function ensureChain(
  sql: Sql,
  founding: Pick<Chain, 'chainName' | 'cardPatterns' | 'demonstration'>,
  found: (session: SqlSession, chain: Chain) => Promise<void>,
): Promise<Chain> {
  return sql.transaction('migration', async (session) => {
    await session.run(`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`);
    const present = await readChain(session);
    if (present !== null) {
      return present;
    }
    const tokenKey = randomBytes(32).toString('base64');
    const chain: Chain = { epoch: randomUUID(), tokenKey, ...founding };
    assert(chainSchema.safeParse(chain).success, 'a founded chain can be read again');
    await session.run(`INSERT INTO meta (key, value) VALUES ('chain', $1)`, [
      JSON.stringify(chain),
    ]);
    await found(session, chain);
    return chain;
  });
}
