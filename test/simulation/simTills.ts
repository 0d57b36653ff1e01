import { z } from 'zod';
import { GENESIS_HASH } from '../../src/domain/seal.ts';
import { demoTerminals } from '../../src/ledger/demonstration/demoChain.ts';
import { issueEnrolmentCode } from '../../src/ledger/enrolment/enrolmentCode.ts';
import type { SqlSession } from '../../src/ledger/storage/sql.ts';

/** A till of the simulated chain, before it is enrolled. */
export interface SimTill {
  readonly terminalId: string;
  readonly storeId: string;
  readonly code: string;
}

/** The first `count` tills of the simulated chain: the demonstration's, then as many more as it takes in the same stores. */
export function simTills(count: number): SimTill[] {
  const demonstration = demoTerminals(1);
  return Array.from({ length: count }, (_, index) => {
    const till = demonstration[index % demonstration.length];
    if (till === undefined) {
      throw new Error('the demonstration has terminals');
    }
    const { terminalId, storeId, code } = till;
    const more = index < demonstration.length ? '' : `-${index}`;
    return { terminalId: `${terminalId}${more}`, storeId, code: `${code}${more}` };
  });
}

/** Makes those of `tills` known to the ledger that the demonstration does not have, each with its store's settings. */
export async function addTills(
  session: SqlSession,
  tills: readonly SimTill[],
  codesExpireAt: Date,
): Promise<void> {
  const rows = await session.rows(
    z.object({ terminalId: z.string() }),
    'SELECT terminal_id AS "terminalId" FROM terminal',
  );
  const known = new Set(rows.map(({ terminalId }) => terminalId));
  for (const { terminalId, storeId, code } of tills) {
    if (!known.has(terminalId)) {
      await session.run(
        `INSERT INTO terminal (terminal_id, store_id, name, status, last_hash) VALUES ($1, $2, $1, 'awaiting', $3)`,
        [terminalId, storeId, GENESIS_HASH],
      );
      await session.run(
        `INSERT INTO setting (terminal_id, document)
         SELECT $1, document FROM setting JOIN terminal USING (terminal_id) WHERE store_id = $2 ORDER BY terminal_id LIMIT 1`,
        [terminalId, storeId],
      );
      await issueEnrolmentCode(session, code, terminalId, codesExpireAt);
    }
  }
}
