import type { SealedTransaction } from '../../domain/transaction.ts';
import type { PushResponse } from '../../protocol/push.ts';
import { verifyEachInTurn } from '../chain/crypto.ts';
import type { LedgerContext } from '../chain/ledgerContext.ts';
import { readPushed, type PushedText } from '../quarantine/pushedText.ts';
import {
  hasRoom,
  keepInQuarantine,
  quarantineException,
  supersede,
} from '../quarantine/quarantineStore.ts';
import type { SqlSession } from '../storage/sql.ts';
import { announce } from '../stream/changes.ts';
import { admit, type Admission } from './admit.ts';
import type { Accepted, QuarantineItem } from './admissionState.ts';
import type { BatchPlan } from './planBatch.ts';
import { plausibilityOf } from './plausibility.ts';
import { postTransactions, type PostedTransactions } from './postTransactions.ts';
import { recordExceptions, type PostingException } from './postingException.ts';
import { programmeNamed } from './programmeNamed.ts';
import { lockTerminal, readKnown } from './readKnown.ts';
import { readProgrammes } from './readProgrammes.ts';
import { signedBy } from './signedBy.ts';
import { insertTransactions } from './terminalTransaction.ts';

/**
 * Takes a terminal's batch in order: posts what can be posted, keeps the rest in quarantine, and stops only where one
 * before it is missing. All of it is one database transaction: what the answer names is committed, and a batch that comes
 * again is answered as before.
 */
export async function push(
  context: LedgerContext,
  terminalId: string,
  batch: readonly unknown[],
): Promise<PushResponse> {
  const receivedAt = new Date(context.clock.nowMs());
  const pushed = batch.map(readPushed);
  return context.sql.transaction('write', async (session) => {
    // They go out together; what is read behind the lock sees what was there when it was given.
    const [terminal, known, programmes] = await Promise.all([
      lockTerminal(session, terminalId),
      readKnown(session, terminalId, pushed),
      readProgrammes(session, pushed.flatMap(programmeNamed)),
    ]);
    const [signed, implausibility] = await Promise.all([
      signedBy(context.verifyEach ?? verifyEachInTurn, terminal.publicKey, pushed, known.known),
      plausibilityOf(
        session,
        pushed.flatMap(({ transaction }) => (transaction.ok ? [transaction.value.body] : [])),
        programmes,
      ),
    ]);
    const hasProgramme = programmes.has;
    const state = { terminalId, ...terminal, ...known, signed, hasProgramme, implausibility };
    const admission = admit(state, pushed);
    const items = itemsOf(admission);
    if (items.length > 0 && !(await hasRoom(session, terminalId, items.length))) {
      return { results: [], head: terminal.head, stopped: fullStop(terminal.head, pushed) };
    }
    const accepted = acceptedOf(admission);
    const transactions = accepted.map(({ transaction }) => transaction);
    const posted = await postTransactions(session, transactions, programmes, receivedAt, (plan) =>
      storeAccepted(session, accepted, plan, receivedAt),
    );
    const exceptions = [
      ...posted.exceptions,
      ...items.map((item) => quarantineException(terminalId, item)),
      ...restoredImage(terminalId, admission),
    ];
    const healed = bodiesOf(accepted.filter(({ supersedes }) => supersedes));
    await keepInQuarantine(session, terminalId, items, receivedAt);
    await recordExceptions(session, exceptions, receivedAt);
    await supersede(session, healed, receivedAt);
    await Promise.all([
      moveHead(session, terminalId, terminal.head, admission),
      accepted.length > 0 ? announce(session, 'accounts') : null,
      items.length > 0 || posted.exceptions.length > 0 ? announce(session, 'exceptions') : null,
    ]);
    return {
      results: resultsOf(admission, posted),
      head: admission.head,
      stopped: admission.stopped,
    };
  });
}

async function storeAccepted(
  session: SqlSession,
  accepted: readonly Accepted[],
  plan: BatchPlan,
  receivedAt: Date,
): Promise<void> {
  if (accepted.length === 0) {
    return;
  }
  await insertTransactions(
    session,
    accepted.map(({ transaction }) => transaction),
    plan,
    receivedAt,
  );
  const unverified = bodiesOf(accepted.filter(({ previousVerified }) => !previousVerified));
  if (unverified.length > 0) {
    await session.run(
      `UPDATE terminal_transaction SET previous_verified = false
        WHERE terminal_id = $1 AND sequence = ANY($2::int8[])`,
      [unverified[0]?.terminalId ?? '', unverified.map(({ sequence }) => sequence)],
    );
  }
}

function bodiesOf(accepted: readonly Accepted[]): SealedTransaction['body'][] {
  return accepted.map(({ transaction }) => transaction.body);
}

async function moveHead(
  session: SqlSession,
  terminalId: string,
  before: Admission['head'],
  { head }: Admission,
): Promise<void> {
  if (head !== before) {
    await session.run(
      `UPDATE terminal SET last_sequence = $2, last_hash = $3, head_verified = $4 WHERE terminal_id = $1`,
      [terminalId, head.sequence, head.hash, head.verified],
    );
  }
}

function acceptedOf({ verdicts }: Admission): Accepted[] {
  return verdicts.flatMap((verdict) => (verdict.kind === 'accepted' ? [verdict.accepted] : []));
}

function itemsOf({ verdicts }: Admission): QuarantineItem[] {
  return verdicts.flatMap((verdict) =>
    verdict.kind === 'quarantined' && verdict.item !== null ? [verdict.item] : [],
  );
}

function resultsOf(
  { verdicts }: Admission,
  { parked }: PostedTransactions,
): PushResponse['results'] {
  return verdicts.map((verdict) => {
    const { sequence } = verdict;
    switch (verdict.kind) {
      case 'accepted': {
        const { transactionId } = verdict.accepted.transaction.body;
        return { sequence, outcome: parked.has(transactionId) ? 'parked' : 'posted' };
      }
      case 'duplicate':
        return { sequence, outcome: 'duplicate' };
      case 'quarantined': {
        const { reason, detail } = verdict;
        return { sequence, outcome: 'quarantined', reason, message: detail };
      }
    }
  });
}

/** Once for the terminal: the findings about single transactions do not say what happened to the machine. */
function restoredImage(terminalId: string, { stopped }: Admission): PostingException[] {
  return stopped?.code === 'ledgerAhead'
    ? [
        {
          terminalId,
          sequence: 0,
          reason: 'restoredImage',
          subject: '',
          memberId: null,
          cardToken: null,
          detail:
            'the terminal sold on from an older copy of its disk, or a copy of it runs: enrol the lane again with a new code; what it sold is kept and posted then',
        },
      ]
    : [];
}

function fullStop(head: Admission['head'], pushed: readonly PushedText[]): PushResponse['stopped'] {
  return {
    sequence: pushed[0]?.claimed.sequence ?? head.sequence + 1,
    code: 'quarantineFull',
    message:
      'Too many transactions of this terminal wait in quarantine already. Resolve them at the ledger first.',
    expectedSequence: head.sequence + 1,
  };
}
