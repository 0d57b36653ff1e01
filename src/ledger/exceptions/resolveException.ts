import { z } from 'zod';
import { overrideFindingOf } from '../../domain/overrideFinding.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { StoreException } from '../../domain/storeException.ts';
import type { LedgerError } from '../../protocol/error.ts';
import type { ExceptionDecision } from '../../protocol/exceptionQueue.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { quarantineStatuses } from '../posting/admissionState.ts';
import { dismissParked } from '../posting/dismissParked.ts';
import { awaitCard } from '../quarantine/awaitedCard.ts';
import { postByItself } from '../quarantine/postByItself.ts';
import { settleQuarantine } from '../quarantine/settleQuarantine.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { EXCEPTION_COLUMNS, exceptionRow } from './exceptionRow.ts';
import { postAdjustment } from './postAdjustment.ts';

/** Who decides, and what they may decide about. */
export interface ExceptionActor {
  /** An operator's id, or "back office: <name>", which is no operator's. */
  readonly name: string;
  /** Null for the whole chain. */
  readonly storeId: string | null;
}

/** Reasons for which the transaction itself still waits for what it lacks. */
const WAITING = new Set(['unknownCard', 'unknownMember', 'unknownOriginal']);

const subjectRow = exceptionRow.extend({ quarantineId: z.string().nullable() });
type Subject = z.infer<typeof subjectRow>;

/**
 * Resolves an exception as a person decided, with what follows from it, in one database transaction. The same decision
 * again changes nothing; another one is refused. Nobody settles the exception of an override that they allowed.
 */
export async function resolveException(
  context: LedgerContext,
  actor: ExceptionActor,
  decision: ExceptionDecision,
): Promise<Result<StoreException, LedgerError>> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const subject = await lockException(session, decision.exceptionId);
    if (subject === null || (actor.storeId !== null && subject.storeId !== actor.storeId)) {
      return fail({
        code: 'exceptionUnknown',
        message: 'There is no such exception in this store.',
      });
    }
    if (subject.status === 'resolved') {
      return subject.resolution === decision.resolution
        ? ok(exceptionRow.parse(subject))
        : fail({
            code: 'exceptionResolved',
            message: `It was resolved already (${subject.resolution ?? 'unknown'}) by ${subject.resolvedBy ?? 'somebody'}.`,
          });
    }
    if (overrideFindingOf(subject)?.operatorId === actor.name) {
      return fail({
        code: 'exceptionUndecidable',
        message:
          'You allowed this override yourself. Another manager must settle it, or the back office.',
      });
    }
    const done = await carryOut(session, subject, actor, decision, now);
    if (!done.ok) {
      return fail({ code: 'exceptionUndecidable', message: done.error });
    }
    await session.run(
      `UPDATE posting_exception
          SET status = 'resolved', resolution = $2, resolved_by = $3, note = $4, resolved_at = $5,
              change_xid = pg_current_xact_id()
        WHERE exception_id = $1`,
      [decision.exceptionId, decision.resolution, actor.name, decision.note, now],
    );
    await announce(session, 'exceptions');
    const resolved = await lockException(session, decision.exceptionId);
    return ok(exceptionRow.parse(resolved ?? subject));
  });
}

async function lockException(session: SqlSession, exceptionId: string): Promise<Subject | null> {
  const [row] = await session.rows(
    subjectRow,
    `SELECT ${EXCEPTION_COLUMNS}, e.quarantine_id AS "quarantineId" FROM posting_exception e
      WHERE e.exception_id = $1 FOR UPDATE`,
    [exceptionId],
  );
  return row ?? null;
}

/** Does what a decision means; fails with a sentence where it cannot be. */
async function carryOut(
  session: SqlSession,
  subject: Subject,
  actor: ExceptionActor,
  decision: ExceptionDecision,
  now: Date,
): Promise<Result<void, string>> {
  const { resolution, points, note } = decision;
  if (points !== null && resolution !== 'adjusted') {
    return fail('Points belong to an adjustment only.');
  }
  const waits = await waitingText(session, subject);
  switch (resolution) {
    case 'acknowledged':
      if (waits !== null || WAITING.has(subject.reason)) {
        return fail(
          'Its transaction is not posted yet: to acknowledge would hide it. Post it, dismiss it, or link its card.',
        );
      }
      return ok(undefined);
    case 'adjusted': {
      // The adjustment stands for it: what waits must not take effect beside it.
      const adjusted = await adjust(session, subject, points, now);
      return adjusted.ok ? dismiss(session, subject, waits, actor, note, now) : adjusted;
    }
    case 'dismissed':
      return dismiss(session, subject, waits, actor, note, now);
    case 'posted': {
      if (waits === null) {
        return fail('Nothing of it waits in quarantine. Link its card, or adjust the points.');
      }
      const posted = await postByItself(session, waits.value, now);
      if (!posted.ok && posted.error.awaitedCardToken !== null) {
        const { awaitedCardToken } = posted.error;
        await awaitCard(session, subject.terminalId, waits.quarantineId, awaitedCardToken);
        await announce(session, 'exceptions');
        return fail(
          'Its card is not linked to a member yet. It is noted as allowed, and is posted by itself when the card is linked.',
        );
      }
      if (!posted.ok) {
        return fail(
          `It cannot be posted: ${posted.error.detail}. Put the member’s points right instead, dismiss it, or wait for what it lacks.`,
        );
      }
      const settlement = { status: 'posted', resolvedBy: actor.name, note } as const;
      await settleQuarantine(session, subject.terminalId, waits.quarantineId, settlement, now);
      await announce(session, 'accounts');
      return ok(undefined);
    }
  }
}

/** Sees to it that nothing of a transaction takes effect any more. */
async function dismiss(
  session: SqlSession,
  { reason, terminalId, sequence }: Subject,
  waits: { readonly quarantineId: string } | null,
  actor: ExceptionActor,
  note: string,
  now: Date,
): Promise<Result<void, string>> {
  if (waits !== null) {
    const settlement = { status: 'dismissed', resolvedBy: actor.name, note } as const;
    await settleQuarantine(session, terminalId, waits.quarantineId, settlement, now);
  } else if (WAITING.has(reason) && !(await dismissParked(session, terminalId, sequence))) {
    return fail('It does not wait any more. Look at the list again.');
  }
  return ok(undefined);
}

async function adjust(
  session: SqlSession,
  { exceptionId, memberId, storeId }: Subject,
  points: number | null,
  now: Date,
): Promise<Result<void, string>> {
  if (points === null || points === 0) {
    return fail('Say by how many points the balance changes.');
  }
  if (memberId === null) {
    return fail('The ledger does not know whose points it concerns: there is no member to adjust.');
  }
  const entryId = `exception/${exceptionId}/${storeId}`;
  const done = await postAdjustment(session, { memberId, entryId, points }, now);
  if (done.ok) {
    await announce(session, 'accounts');
  }
  return done;
}

/** What of the exception still waits in quarantine, or null. */
async function waitingText(
  session: SqlSession,
  { terminalId, quarantineId }: Subject,
): Promise<{ readonly quarantineId: string; readonly value: unknown } | null> {
  if (quarantineId === null) {
    return null;
  }
  const [row] = await session.rows(
    z.object({ status: z.enum(quarantineStatuses), raw: z.string() }),
    'SELECT status, raw FROM quarantine WHERE terminal_id = $1 AND quarantine_id = $2 FOR UPDATE',
    [terminalId, quarantineId],
  );
  return row?.status === 'open' ? { quarantineId, value: jsonOf(row.raw) } : null;
}

/** A text that was cut at the bound is none that could be posted. */
function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
