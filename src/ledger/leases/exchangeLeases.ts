import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { allotmentRuleOf, type Programme } from '../../domain/programme.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import {
  MAXIMUM_HOLDS_NAMED,
  MAXIMUM_LEASES,
  type LeasesRequest,
  type LeasesResponse,
} from '../../protocol/leases.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { endHold, pendingHoldsOf } from '../holds/endHold.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { endLease } from './endLease.ts';
import { grantLease, leastPointsToLease } from './grantLease.ts';
import { leasesOfTerminal, type StoredLease } from './leaseRow.ts';
import { recallLeasesAt } from './recallLeases.ts';
import { readRedemptionMode } from './redemptionMode.ts';

/** The most leases that one request is granted. */
const MAXIMUM_GRANTS = 50;

/** How many leases of members at home one request adds, until the terminal has so many: the rest are for those it serves. */
const HOME_GRANTS = 10;
const MAXIMUM_HOME_LEASES = MAXIMUM_LEASES / 2;

const terminalRow = z.object({ store_id: z.string(), last_sequence: z.int() });

/**
 * Takes leases and holds back, renews leases and grants them. The terminal is locked, as by its pushes: what it gives back is
 * taken only when everything that it had sealed before has come, so that no sale can come later that spent from it.
 */
export async function exchangeLeases(
  context: LedgerContext,
  terminalId: string,
  request: LeasesRequest,
): Promise<Result<LeasesResponse, LedgerError>> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const [terminal] = await session.rows(
      terminalRow,
      'SELECT store_id, last_sequence FROM terminal WHERE terminal_id = $1 FOR UPDATE',
      [terminalId],
    );
    assert(terminal !== undefined, 'a terminal that signed its request exists');
    // A request that was long under way is of before: the terminal has sold since, and may think otherwise.
    const isCurrent = terminal.last_sequence === request.lastSequence;
    let changed = isCurrent && (await takeBack(session, terminalId, request, now));
    const rules = await readRedemptionMode(session, terminalId, now.getTime());
    if (rules?.mode === 'allotment') {
      const { programme } = rules;
      await renew(session, terminalId, request.kept, programme, now);
      const present = await leasesOfTerminal(session, terminalId, 2 * MAXIMUM_LEASES);
      const homes =
        present.length < MAXIMUM_HOME_LEASES
          ? await homeMembers(session, terminal.store_id, terminalId, programme)
          : [];
      const wanted = [...new Set([...request.served, ...homes])];
      changed = (await grant(session, terminalId, present, wanted, programme, now)) || changed;
    } else {
      await recallLeasesAt(session, terminalId);
    }
    if (changed) {
      await announce(session, 'accounts');
    }
    const appliedSequence = terminal.last_sequence;
    const leases = await leasesOfTerminal(session, terminalId, 2 * MAXIMUM_LEASES);
    return ok({
      leases: leases.map(({ leaseId, memberId, points, spentPoints, state, expiresAt }) => ({
        leaseId,
        memberId,
        points,
        spentPoints,
        appliedSequence,
        state: state === 'live' ? ('live' as const) : ('recalled' as const),
        expiresAt: expiresAt.toISOString(),
      })),
      appliedSequence,
      asOf: now.toISOString(),
      pendingHolds: await pendingHoldsOf(session, terminalId, MAXIMUM_HOLDS_NAMED),
    });
  });
}

async function takeBack(
  session: SqlSession,
  terminalId: string,
  { givenBack, givenBackHolds = [] }: LeasesRequest,
  now: Date,
): Promise<boolean> {
  const leases = givenBack.map(({ memberId, leaseId }) => ({
    memberId,
    end: () => endLease(session, { memberId, leaseId, terminalId }, 'returned', now),
  }));
  const holds = givenBackHolds.map(({ memberId, holdId }) => ({
    memberId,
    end: () => endHold(session, { memberId, holdId }, terminalId, now),
  }));
  // Members are locked in the order of their ids, as by pushes.
  const inOrder = [...leases, ...holds].sort((left, right) =>
    left.memberId < right.memberId ? -1 : 1,
  );
  for (const { end } of inOrder) {
    await end();
  }
  return inOrder.length > 0;
}

/** A lease that has lapsed is not renewed: the terminal gives it back. */
async function renew(
  session: SqlSession,
  terminalId: string,
  kept: LeasesRequest['kept'],
  programme: Programme,
  now: Date,
): Promise<void> {
  const { lifetimeMs } = allotmentRuleOf(programme);
  await session.run(
    `UPDATE lease SET expires_at = $4::timestamptz
      WHERE member_id = ANY($1::text[]) AND lease_id = ANY($2::text[]) AND terminal_id = $3
        AND state = 'live' AND expires_at > $5::timestamptz AND expires_at < $6::timestamptz`,
    [
      kept.map(({ memberId }) => memberId),
      kept.map(({ leaseId }) => leaseId),
      terminalId,
      new Date(now.getTime() + lifetimeMs),
      now,
      new Date(now.getTime() + lifetimeMs / 2),
    ],
  );
}

/** Members at home in the terminal's store who have most points free and no lease at this terminal. */
async function homeMembers(
  session: SqlSession,
  storeId: string,
  terminalId: string,
  programme: Programme,
): Promise<string[]> {
  const homes = await session.rows(
    z.object({ member_id: z.string() }),
    `SELECT m.member_id FROM member m
      WHERE m.home_store_id = $1 AND m.status = 'active' AND m.active_points >= $3::int8
        AND NOT EXISTS (SELECT 1 FROM lease l
                         WHERE l.member_id = m.member_id AND l.terminal_id = $2
                           AND l.state IN ('live', 'recalled'))
      ORDER BY m.active_points DESC, m.member_id LIMIT ${HOME_GRANTS}`,
    [storeId, terminalId, leastPointsToLease(programme)],
  );
  return homes.map((row) => row.member_id);
}

async function grant(
  session: SqlSession,
  terminalId: string,
  present: readonly StoredLease[],
  wanted: readonly string[],
  programme: Programme,
  now: Date,
): Promise<boolean> {
  const has = new Set(present.map(({ memberId }) => memberId));
  const room = Math.min(MAXIMUM_GRANTS, MAXIMUM_LEASES - present.length);
  const chosen = wanted.filter((memberId) => !has.has(memberId)).slice(0, Math.max(0, room));
  let granted = false;
  for (const memberId of chosen.sort()) {
    granted = (await grantLease(session, programme, terminalId, memberId, now)) || granted;
  }
  return granted;
}
