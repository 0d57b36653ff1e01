import type { PushResponse } from '../../protocol/push.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import type { QuarantineItem } from '../posting/admissionState.ts';
import { recordExceptions } from '../posting/postingException.ts';
import { lockTerminal } from '../posting/readKnown.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { awaitCard } from './awaitedCard.ts';
import { postByItself } from './postByItself.ts';
import { readPushed, type PushedText } from './pushedText.ts';
import { isDismissed, keepInQuarantine, quarantineException } from './quarantineStore.ts';
import { settleQuarantine } from './settleQuarantine.ts';

type PushResult = PushResponse['results'][number];

/**
 * Takes what the journal of an earlier enrolment still holds: each takes effect by its own id, once. What cannot be posted
 * waits in quarantine. One database transaction.
 */
export async function pushCarried(
  context: LedgerContext,
  terminalId: string,
  batch: readonly unknown[],
): Promise<PushResponse> {
  const now = new Date(context.clock.nowMs());
  return context.sql.transaction('write', async (session) => {
    const { head } = await lockTerminal(session, terminalId);
    const results: PushResult[] = [];
    for (const pushed of batch.map(readPushed)) {
      results.push(await takeCarried(session, terminalId, pushed, now));
    }
    await announce(session, 'accounts');
    if (results.some(({ outcome }) => outcome === 'quarantined')) {
      await announce(session, 'exceptions');
    }
    return { results, head, stopped: null };
  });
}

async function takeCarried(
  session: SqlSession,
  terminalId: string,
  pushed: PushedText,
  now: Date,
): Promise<PushResult> {
  const sequence = pushed.claimed.sequence ?? 1;
  if (await isDismissed(session, terminalId, pushed.quarantineId)) {
    const message = 'Somebody decided that it never takes effect.';
    return { sequence, outcome: 'quarantined', reason: 'forked', message };
  }
  const done = await postByItself(session, pushed.value, now);
  if (done.ok && done.value === 'duplicate') {
    return { sequence, outcome: 'duplicate' };
  }
  const reason = done.ok || done.error.reason === 'unknownParty' ? 'forked' : done.error.reason;
  const detail = done.ok ? 'carried over from an earlier enrolment' : done.error.detail;
  const item: QuarantineItem = {
    pushed,
    sequence: pushed.claimed.sequence,
    hash: pushed.claimed.hash ?? pushed.quarantineId.padEnd(64, '0'),
    reason,
    detail,
    inChain: false,
  };
  await keepInQuarantine(session, terminalId, [item], now);
  if (done.ok) {
    const note = 'carried over from an earlier enrolment and posted by its own id';
    const settlement = { status: 'posted', resolvedBy: 'ledger', note } as const;
    await settleQuarantine(session, terminalId, pushed.quarantineId, settlement, now);
    return { sequence, outcome: 'posted' };
  }
  await recordExceptions(session, [quarantineException(terminalId, item)], now);
  if (done.error.awaitedCardToken !== null) {
    const { awaitedCardToken } = done.error;
    await awaitCard(session, terminalId, pushed.quarantineId, awaitedCardToken);
  }
  return { sequence, outcome: 'quarantined', reason, message: detail };
}
