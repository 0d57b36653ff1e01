import { z } from 'zod';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import type { SimWorld } from './simWorld.ts';

/** What the checks found. */
export interface CheckedRun {
  readonly violations: readonly string[];
  readonly posted: number;
  readonly overspentPoints: number;
}

const postedRow = z.object({
  terminalId: z.string(),
  sequence: z.int(),
  hash: z.string(),
  memberId: z.string().nullable(),
  what: z.string(),
});

/** Judges a run that has come to rest: the cashiers' record against the ledger, the ledger against itself, the tills against it. */
export async function checkRun(world: SimWorld): Promise<CheckedRun> {
  const { ledger, truth, members, terminals } = world;
  const posted = await ledger.query(
    postedRow,
    `SELECT t.terminal_id AS "terminalId", t.sequence, t.hash,
            (SELECT member_id FROM card
              WHERE card_token = coalesce(o.body, t.body) -> 'member' ->> 'cardToken') AS "memberId",
            CASE t.body ->> 'kind'
              WHEN 'sale' THEN 'sale ' || (t.body ->> 'accrualPoints') || ' ' || coalesce(t.body -> 'redemption' ->> 'points', '0')
              ELSE 'return ' || (t.body ->> 'originalTransactionId') || ' ' || (t.body -> 'lines' -> 0 ->> 'quantity')
            END AS what
       FROM terminal_transaction t
       LEFT JOIN terminal_transaction o ON o.transaction_id = t.body ->> 'originalTransactionId'
      ORDER BY t.received_at, t.terminal_id, t.sequence`,
  );
  const opening = new Map(members.map(({ memberId, openingPoints }) => [memberId, openingPoints]));
  const { balances, lowest, violations } = truth.judge(opening, posted);
  const audit = await ledger.audit();
  if (!audit.ok) {
    violations.push(`the audit fails: ${JSON.stringify(audit)}`);
  }
  const flagged = await ledger.query(
    z.object({ reason: z.string(), terminalId: z.string(), sequence: z.int(), detail: z.string() }),
    `SELECT reason, terminal_id AS "terminalId", sequence, detail FROM posting_exception
      WHERE status = 'open' ORDER BY terminal_id, sequence`,
  );
  for (const { reason, terminalId, sequence, detail } of flagged) {
    if (!expectedExceptions.has(reason)) {
      violations.push(`transaction ${sequence} of ${terminalId} is flagged ${reason}: ${detail}`);
    }
  }
  const unseen = await ledger.query(
    z.object({ terminalId: z.string(), sequence: z.int() }),
    `SELECT t.terminal_id AS "terminalId", t.sequence FROM terminal_transaction t
      WHERE t.outcome = 'parked' AND NOT EXISTS (
        SELECT 1 FROM posting_exception e
         WHERE e.terminal_id = t.terminal_id AND e.sequence = t.sequence AND e.status = 'open')`,
  );
  violations.push(
    ...unseen.map(
      ({ terminalId, sequence }) => `transaction ${sequence} of ${terminalId} waits unseen`,
    ),
  );
  let overspentPoints = 0;
  const ledgerPoints = await ledger.balances();
  const bound = demoProgramme.standIn.floorLimitPoints * terminals.length;
  for (const { memberId, cardToken } of members) {
    const expected = balances.get(memberId) ?? 0;
    const actual = ledgerPoints.get(memberId) ?? NaN;
    if (actual !== expected) {
      violations.push(`${memberId} has ${actual} points at the ledger, ${expected} by the sales`);
    }
    const overspent = Math.max(0, -(lowest.get(memberId) ?? 0));
    overspentPoints += overspent;
    if (overspent > bound) {
      violations.push(`${memberId} is overspent by ${overspent}, more than ${bound}`);
    }
    for (const terminal of terminals) {
      const shown = await terminal.shownPoints(cardToken);
      if (shown !== expected) {
        violations.push(`${terminal.terminalId} shows ${shown} for ${memberId}, not ${expected}`);
      }
    }
  }
  if (overspentPoints > 0 && !('overdraft' in audit.openExceptions)) {
    violations.push('an overdraft is flagged nowhere');
  }
  return { violations, posted: posted.length, overspentPoints };
}

/** What honest tills may cause: overdrafts by stand-in, sales to cards that nobody has, holds that lapsed meanwhile, a blocked member. */
const expectedExceptions = new Set([
  'overdraft',
  'unknownCard',
  'holdNotPending',
  'memberBlocked',
  'clockJump',
]);
