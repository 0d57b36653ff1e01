import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { redemptionModeSchema } from '../../protocol/pullReference.ts';
import { instantNow, type LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';

const snapshotRow = z.object({
  horizon: z.string(),
  lastSequence: z.int(),
  storeMode: redemptionModeSchema.nullable(),
  programmeMode: redemptionModeSchema.nullable(),
});

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
      // The version in effect is chosen as by `programmeInEffect`: every pull asks, and needs no more of it than this.
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, last_sequence AS "lastSequence",
              (SELECT s.document ->> 'redemptionMode' FROM setting s
                WHERE s.terminal_id = $1 AND NOT s.removed) AS "storeMode",
              (SELECT coalesce(p.document ->> 'redemptionMode', 'standIn') FROM programme p
                WHERE NOT p.removed AND (p.document ->> 'effectiveFrom')::timestamptz <= $2
                ORDER BY p.version DESC LIMIT 1) AS "programmeMode"
         FROM terminal WHERE terminal_id = $1`,
      [terminalId, new Date(context.clock.nowMs())],
    );
    assert(row !== undefined, 'a terminal that signed its request exists');
    const { storeMode, programmeMode } = row;
    return read({
      session,
      terminalId,
      horizonXid: row.horizon,
      appliedSequence: row.lastSequence,
      asOf,
      showsAllLeases: programmeMode !== null && (storeMode ?? programmeMode) !== 'standIn',
    });
  });
}
