import { z } from 'zod';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { checkChains } from './checkChains.ts';
import { checkMembers } from './checkMembers.ts';
import type { ReconciliationStep } from './reconciliationStep.ts';

/** What is compared: stored balances and lots with postings, and terminals' chains with themselves. */
export const reconciliationParts = ['members', 'chains'] as const;
export type ReconciliationPart = (typeof reconciliationParts)[number];

const checks: Readonly<
  Record<ReconciliationPart, (session: SqlSession, position: string) => Promise<ReconciliationStep>>
> = { members: checkMembers, chains: checkChains };

/** A part is taken up again so long after it was taken, whether or not it was finished. */
const STEP_EVERY_MS = 20_000;
/** The most findings that are kept of a round, beside their number. */
const MAXIMUM_FINDINGS = 100;

const claimRow = z.object({ position: z.string() });

/**
 * One bounded step of each part that is due. Of any number of ledgers that run it at once, one takes a step. A round that
 * comes to its end begins anew: each member and each terminal's chain is looked at again and again. Gives how many it looked at.
 */
export async function reconcile(context: LedgerContext): Promise<number> {
  let checked = 0;
  for (const part of reconciliationParts) {
    checked += await reconcilePart(context, part);
  }
  return checked;
}

async function reconcilePart(context: LedgerContext, part: ReconciliationPart): Promise<number> {
  const now = new Date(context.clock.nowMs());
  const [claim] = await context.sql.transaction('write', (session) =>
    session.rows(
      claimRow,
      `UPDATE reconciliation SET next_at = $3, round_started_at = coalesce(round_started_at, $2)
        WHERE part = (SELECT part FROM reconciliation WHERE part = $1 AND next_at <= $2 FOR UPDATE SKIP LOCKED)
       RETURNING position`,
      [part, now, new Date(now.getTime() + STEP_EVERY_MS)],
    ),
  );
  if (claim === undefined) {
    return 0;
  }
  const step = await context.sql.transaction('snapshot', (session) =>
    checks[part](session, claim.position),
  );
  await context.sql.transaction('write', (session) =>
    recordStep(session, part, claim.position, step, now),
  );
  return step.checked;
}

/** Adds a step to its round, unless another ledger did the same step meanwhile. */
async function recordStep(
  session: SqlSession,
  part: ReconciliationPart,
  before: string,
  { checked, findings, position }: ReconciliationStep,
  now: Date,
): Promise<void> {
  await session.run(
    `UPDATE reconciliation
        SET position = $3, checked = checked + $4::int8, finding_count = finding_count + $5::int8,
            findings = CASE WHEN jsonb_array_length(findings) < ${MAXIMUM_FINDINGS} THEN findings || $6::text::jsonb ELSE findings END
      WHERE part = $1 AND position = $2`,
    [
      part,
      before,
      position ?? 'end',
      checked,
      findings.length,
      JSON.stringify(findings.slice(0, MAXIMUM_FINDINGS)),
    ],
  );
  if (position === null) {
    await session.run(
      `UPDATE reconciliation
          SET position = '', rounds = rounds + 1, last_round_at = $2, last_round_checked = checked,
              last_round_finding_count = finding_count, last_round_findings = findings,
              checked = 0, finding_count = 0, findings = '[]', round_started_at = NULL
        WHERE part = $1 AND position = 'end'`,
      [part, now],
    );
  }
}
