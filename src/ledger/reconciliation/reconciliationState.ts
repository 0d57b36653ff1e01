import { z } from 'zod';
import type { SqlSession } from '../storage/sql.ts';

const stateRow = z.object({
  part: z.string(),
  checked: z.int(),
  findingCount: z.int(),
  findings: z.array(z.string()),
  rounds: z.int(),
  roundStartedAt: z.date().nullable(),
  lastRoundAt: z.date().nullable(),
  lastRoundChecked: z.int(),
  lastRoundFindingCount: z.int(),
  lastRoundFindings: z.array(z.string()),
});

/** How a part of the reconciliation stands: the round that goes on, and the last one that came to its end. */
export type ReconciliationState = z.infer<typeof stateRow>;

/** How each part stands. */
export function reconciliationState(session: SqlSession): Promise<ReconciliationState[]> {
  return session.rows(
    stateRow,
    `SELECT part, checked, finding_count AS "findingCount", findings, rounds, round_started_at AS "roundStartedAt",
            last_round_at AS "lastRoundAt", last_round_checked AS "lastRoundChecked",
            last_round_finding_count AS "lastRoundFindingCount", last_round_findings AS "lastRoundFindings"
       FROM reconciliation ORDER BY part`,
  );
}
