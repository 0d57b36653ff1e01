import { z } from 'zod';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import { ModelLots } from '../support/modelLots.ts';
import { replayLots } from './replayLots.ts';
import type { SimWorld } from './simWorld.ts';

/** What the checks found. */
export interface CheckedRun {
  readonly violations: readonly string[];
  readonly posted: number;
  readonly overspentPoints: number;
}

const postedRow = z.object({
  transactionId: z.string(),
  terminalId: z.string(),
  sequence: z.int(),
  hash: z.string(),
  cardToken: z.string().nullable(),
  what: z.string(),
});

/** Judges a run that has come to rest: the cashiers' record against the ledger, the ledger against itself, the tills against it. */
export async function checkRun(world: SimWorld): Promise<CheckedRun> {
  const { ledger, truth, members, terminals } = world;
  const rows = await ledger.query(
    postedRow,
    `WITH taken AS (
       SELECT body, hash, received_at FROM terminal_transaction
       UNION ALL
       SELECT raw::jsonb -> 'body', hash, received_at FROM quarantine WHERE status = 'posted')
     SELECT t.body ->> 'transactionId' AS "transactionId", t.body ->> 'terminalId' AS "terminalId",
            (t.body ->> 'sequence')::int AS sequence, t.hash,
            coalesce(o.body, t.body) -> 'member' ->> 'cardToken' AS "cardToken",
            CASE t.body ->> 'kind'
              WHEN 'sale' THEN 'sale ' || (t.body ->> 'accrualPoints') || ' ' || coalesce(t.body -> 'redemption' ->> 'points', '0')
              ELSE 'return ' || (t.body ->> 'originalTransactionId') || ' ' || (t.body -> 'lines' -> 0 ->> 'quantity')
            END AS what
       FROM taken t
       LEFT JOIN taken o ON o.body ->> 'transactionId' = t.body ->> 'originalTransactionId'
      ORDER BY t.received_at, "terminalId", sequence`,
  );
  const holders = new Map(members.map(({ cardToken, memberId }) => [cardToken, memberId]));
  const posted = rows.map(({ cardToken, ...row }) => ({
    ...row,
    memberId: holders.get(cardToken ?? '') ?? null,
  }));
  const replay = await replayLots(ledger, members, ledger.nowMs(world.time));
  const violations = [...truth.judge(posted), ...replay.violations];
  const audit = await ledger.audit();
  if (!audit.ok) {
    violations.push(`the audit fails: ${JSON.stringify(audit)}`);
  }
  const flagged = await ledger.query(
    z.object({ reason: z.string(), terminalId: z.string(), sequence: z.int(), detail: z.string() }),
    `SELECT reason, terminal_id AS "terminalId", sequence, detail FROM posting_exception
      WHERE status = 'open' ORDER BY terminal_id, sequence`,
  );
  const expectedExceptions = expectedIn(world);
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
  violations.push(...(await unfoundedHolds(ledger)));
  let overspentPoints = 0;
  const accounts = await ledger.accounts();
  // Who was two members had two limits.
  const limits = truth.merges.length + 1;
  const bound =
    world.mode === 'standIn'
      ? demoProgramme.standIn.floorLimitPoints * terminals.length * limits
      : truth.lostPoints;
  for (const { memberId, cardToken } of members) {
    const model = replay.members.get(memberId) ?? new ModelLots();
    const expected = accountsOf(model);
    const actual = JSON.stringify(accounts.get(memberId));
    if (actual !== expected) {
      violations.push(`${memberId} has ${actual} at the ledger, ${expected} by the sales`);
    }
    const overspent = model.mostOverspent;
    overspentPoints += overspent;
    if (overspent > bound) {
      violations.push(`${memberId} is overspent by ${overspent}, more than ${bound}`);
    }
    for (const terminal of terminals) {
      const shown = await terminal.shownPoints(cardToken);
      const heirId = truth.heirOf(memberId);
      const heir = replay.members.get(heirId);
      const due = heir === undefined ? 0 : heir.active + heir.held - heir.debt;
      if (shown !== due) {
        violations.push(`${terminal.terminalId} shows ${shown} for ${memberId}, not ${due}`);
      }
    }
  }
  if (overspentPoints > 0 && !('overdraft' in audit.openExceptions)) {
    violations.push('an overdraft is flagged nowhere');
  }
  return { violations, posted: posted.length, overspentPoints };
}

/** The accounts that the ledger must have, by the model. */
function accountsOf({ active, held, pending, debt }: ModelLots): string {
  return JSON.stringify({ active, held, pending, debt });
}

/** What is held or lies in lots of a member must have its reason. */
async function unfoundedHolds(ledger: SimWorld['ledger']): Promise<string[]> {
  const rows = await ledger.query(
    z.object({ memberId: z.string(), held: z.int(), owned: z.int(), due: z.int(), lots: z.int() }),
    `SELECT m.member_id AS "memberId", held_points AS held, active_points + held_points + pending_points AS owned,
            (coalesce((SELECT sum(points - spent_points) FROM lease l
                        WHERE l.member_id = m.member_id AND l.state IN ('live', 'recalled')), 0)
             + coalesce((SELECT sum(points) FROM hold h WHERE h.member_id = m.member_id AND h.state = 'pending'), 0))::int AS due,
            coalesce((SELECT sum(remaining_points) FROM points_lot p WHERE p.member_id = m.member_id), 0)::int AS lots
       FROM member m`,
  );
  return rows.flatMap(({ memberId, held, owned, due, lots }) => [
    ...(held === due ? [] : [`${memberId} has ${held} points held, ${due} by holds and leases`]),
    ...(owned === lots ? [] : [`${memberId} owns ${owned} points, ${lots} by lots`]),
  ]);
}

/** What honest tills may cause: overdrafts by stand-in, sales to cards that nobody has, blocked members, points that expired while a till was offline. */
function expectedIn({ truth, events }: SimWorld): ReadonlySet<string> {
  return new Set([
    ...['overdraft', 'unknownCard', 'memberBlocked', 'clockJump', 'expiredOffline'],
    ...(truth.merges.length > 0 ? ['memberMerged'] : []),
    ...(events.has('lost') ? ['terminalLost', 'leaseNotLive', 'holdNotPending'] : []),
    ...(events.has('image') ? ['forked', 'unknownOriginal', 'restoredImage'] : []),
  ]);
}
