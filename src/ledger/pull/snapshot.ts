import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { instantNow, type LedgerContext } from '../chain/ledgerContext.ts';
import { readRedemptionMode } from '../leases/redemptionMode.ts';
import type { SqlSession } from '../storage/sql.ts';

const snapshotRow = z.object({ horizon: z.string(), last_sequence: z.int() });

/** The moment of the database that an answer shows. */
export interface PullSnapshot {
  readonly session: SqlSession;
  /** The terminal that asks. */
  readonly terminalId: string;
  /**
   * Transactions with an id below this are over: their changes are all visible, and none can appear below it later. So a
   * checkpoint that never passes it can miss no change, however commits interleave.
   */
  readonly horizonXid: string;
  /** The asking terminal's transactions up to here are in the balances. */
  readonly appliedSequence: number;
  readonly asOf: string;
  /**
   * Whether points that other terminals lease are in the balances. Not where the terminal may stand in for the ledger: it
   * could spend them by itself, once more.
   */
  readonly showsAllLeases: boolean;
}

/** Runs `read` in one snapshot: balances and the terminal's applied sequence belong together. */
export async function inSnapshot<Value>(
  context: LedgerContext,
  terminalId: string,
  read: (snapshot: PullSnapshot) => Promise<Value>,
): Promise<Value> {
  const asOf = instantNow(context.clock);
  return context.sql.transaction('snapshot', async (session) => {
    const [row] = await session.rows(
      snapshotRow,
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, last_sequence
         FROM terminal WHERE terminal_id = $1`,
      [terminalId],
    );
    assert(row !== undefined, 'a terminal that signed its request exists');
    const redemption = await readRedemptionMode(session, terminalId, context.clock.nowMs());
    return read({
      session,
      terminalId,
      horizonXid: row.horizon,
      appliedSequence: row.last_sequence,
      asOf,
      showsAllLeases: redemption !== null && redemption.mode !== 'standIn',
    });
  });
}
