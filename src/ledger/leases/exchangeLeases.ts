import { z } from 'zod';
import { assert } from '../../domain/assert.ts';
import { allotmentRuleOf, type Programme } from '../../domain/programme.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { MAXIMUM_LEASES, type LeasesRequest, type LeasesResponse } from '../../protocol/leases.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { endLease } from './endLease.ts';
import { grantLease } from './grantLease.ts';
import { leasesOfTerminal } from './leaseRow.ts';
import { recallLeasesAt } from './recallLeases.ts';
import { readRedemptionMode } from './redemptionMode.ts';

/** The most leases that one request is granted, and home members that are looked at for them. */
const MAXIMUM_GRANTS = 50;

const terminalRow = z.object({ store_id: z.string(), last_sequence: z.int() });

/**
 * Takes leases back, renews and grants them. The terminal is locked, as by its pushes: what it gives back is taken only when
 * everything that it had sealed before has come, so that no sale can come later that spent from it.
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
    let changed = isCurrent && (await takeBack(session, terminalId, request.givenBack, now));
    const rules = await readRedemptionMode(session, terminalId, now.getTime());
    if (rules?.mode === 'allotment') {
      const { programme } = rules;
      await renew(session, terminalId, request.kept, programme, now);
      const wanted = await wantedMembers(session, terminal.store_id, request);
      changed = (await grant(session, terminalId, wanted, programme, now)) || changed;
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
    });
  });
}

async function takeBack(
  session: SqlSession,
  terminalId: string,
  givenBack: LeasesRequest['givenBack'],
  now: Date,
): Promise<boolean> {
  // Members are locked in the order of their ids, as by pushes.
  const inOrder = [...givenBack].sort((left, right) => (left.memberId < right.memberId ? -1 : 1));
  for (const lease of inOrder) {
    await endLease(session, { ...lease, terminalId }, 'returned', now);
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

/** Those whom the terminal served lately, then members at home in its store, as far as there is room. */
async function wantedMembers(
  session: SqlSession,
  storeId: string,
  request: LeasesRequest,
): Promise<string[]> {
  const homes = await session.rows(
    z.object({ member_id: z.string() }),
    `SELECT member_id FROM member
      WHERE home_store_id = $1 AND status = 'active' AND active_points > 0
      ORDER BY active_points DESC, member_id LIMIT ${MAXIMUM_GRANTS}`,
    [storeId],
  );
  return [...new Set([...request.served, ...homes.map((row) => row.member_id)])];
}

async function grant(
  session: SqlSession,
  terminalId: string,
  wanted: readonly string[],
  programme: Programme,
  now: Date,
): Promise<boolean> {
  const present = await leasesOfTerminal(session, terminalId, 2 * MAXIMUM_LEASES);
  const has = new Set(present.map(({ memberId }) => memberId));
  const room = Math.min(MAXIMUM_GRANTS, MAXIMUM_LEASES - present.length);
  const chosen = wanted.filter((memberId) => !has.has(memberId)).slice(0, Math.max(0, room));
  let granted = false;
  for (const memberId of chosen.sort()) {
    granted = (await grantLease(session, programme, terminalId, memberId, now)) || granted;
  }
  return granted;
}
