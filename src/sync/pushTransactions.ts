import type { SealedTransaction } from '../domain/transaction.ts';
import { MAXIMUM_PUSH_BATCH, type PushResponse } from '../protocol/push.ts';
import { createObserved, type Observed } from '../replica/observed.ts';
import type { Replica } from '../replica/replica.ts';
import type { LedgerLine } from './ledgerLine.ts';
import type { SyncProblem } from './syncState.ts';

/** Pushes the terminal's transactions, in sequence, one batch at a time. */
export interface Pusher {
  /** Why nothing more is pushed, null while all goes well. */
  readonly problem: Observed<SyncProblem | null>;
  /** How many the ledger has put in quarantine since the start: they are the ledger's, and wait there for a person. */
  readonly quarantined: Observed<number>;
  /** Pushes what waits, after what is under way; after a problem, tries again. */
  push(): void;
  /** Resolves once the ledger has acknowledged everything up to `sequence`. */
  acknowledged(sequence: number): Promise<void>;
}

/** What a turn of pushing came to. */
type Turn =
  | { readonly kind: 'progress' | 'nothing' | 'unanswered' }
  | { readonly kind: 'stopped'; readonly problem: SyncProblem };

/** The sequence is the order: nothing is pushed past a transaction that the ledger has not taken. */
export function createPusher(replica: Replica, line: LedgerLine): Pusher {
  const { transactions, state } = replica;
  const problem = createObserved<SyncProblem | null>(null);
  const quarantined = createObserved(0);
  let batchLimit = MAXIMUM_PUSH_BATCH;
  let running = false;
  let requests = 0;
  /** The gap that was last healed, so that a ledger that goes on asking for the same is not obeyed for ever. */
  let healedAt: number | null = null;

  const setAcknowledged = (acknowledgedSequence: number) =>
    state.update(() => ({ acknowledgedSequence }));

  const turn = async (): Promise<Turn> => {
    const { acknowledgedSequence } = state.current();
    const waiting = await transactions.above(acknowledgedSequence, batchLimit);
    const batch = contiguous(waiting, acknowledgedSequence + 1);
    if (waiting.length === 0) {
      return { kind: 'nothing' };
    }
    if (batch.length === 0) {
      return stopped(
        'localGap',
        `Transaction ${acknowledgedSequence + 1} is not in the replica; restart the terminal to restore it from its journal.`,
      );
    }
    const answer = await line.attempt('push', { transactions: batch.map(wireOf) });
    if (!answer.ok) {
      if (answer.error.code === 'payloadTooLarge' && batch.length > 1) {
        batchLimit = Math.ceil(batch.length / 2);
        return { kind: 'progress' };
      }
      return { kind: 'unanswered' };
    }
    // One batch was too large; the next ones may be small again.
    batchLimit = Math.min(MAXIMUM_PUSH_BATCH, batchLimit * 2);
    return await settle(batch, acknowledgedSequence, answer.value);
  };

  const settle = async (
    batch: readonly SealedTransaction[],
    before: number,
    answer: PushResponse,
  ): Promise<Turn> => {
    // What lies above the head that the ledger names is not at the ledger, whatever its results say.
    const taken = new Set(
      answer.results.map(({ sequence }) => sequence).filter((one) => one <= answer.head.sequence),
    );
    const acknowledged = batch.filter((_, index) =>
      batch.slice(0, index + 1).every((one) => taken.has(one.body.sequence)),
    );
    const reached = before + acknowledged.length;
    const head = await compareHead(answer.head, reached);
    if (head.kind === 'ahead') {
      return stopped(
        'ledgerAhead',
        `The ledger has transactions up to ${answer.head.sequence} that this terminal does not know. Was it restored from an older copy? Call support before selling on.`,
      );
    }
    if (head.kind === 'forked') {
      return stopped(
        'ledgerAhead',
        `The ledger has another transaction ${answer.head.sequence} of this terminal than this computer. Does a copy of its profile run elsewhere, or was it restored from an older copy? Call support before selling on.`,
      );
    }
    const after = Math.max(reached, head.sequence);
    if (after > before) {
      healedAt = null;
      await setAcknowledged(after);
      countQuarantined(answer.results, before, after);
    }
    if (answer.stopped !== null) {
      return await heal(answer.stopped, after);
    }
    return { kind: after > before ? 'progress' : 'unanswered' };
  };

  const countQuarantined = (results: PushResponse['results'], before: number, after: number) => {
    const found = results.filter(
      ({ sequence, outcome }) =>
        outcome === 'quarantined' && sequence > before && sequence <= after,
    );
    quarantined.set(quarantined.current() + found.length);
  };

  /** The ledger's head tells of transactions that it already has, e.g. when the replica was made anew. */
  const compareHead = async (head: PushResponse['head'], reached: number) => {
    const own = head.sequence === 0 ? null : await transactions.bySequence(head.sequence);
    if (head.sequence > reached && own === null) {
      return { kind: 'ahead' } as const;
    }
    // A head that is not of this terminal's chain: another computer sells under the same name.
    return own !== null && own.hash !== head.hash && head.verified !== false
      ? ({ kind: 'forked' } as const)
      : ({ kind: 'known', sequence: head.sequence } as const);
  };

  const heal = async (stop: NonNullable<PushResponse['stopped']>, after: number): Promise<Turn> => {
    const { code, message, expectedSequence } = stop;
    if (code === 'ledgerAhead') {
      return stopped('ledgerAhead', message);
    }
    if (code === 'sequenceGap' && expectedSequence <= after && healedAt !== expectedSequence) {
      healedAt = expectedSequence;
      await setAcknowledged(expectedSequence - 1);
      return { kind: 'progress' };
    }
    const text = `The ledger does not take transaction ${stop.sequence}: ${message}`;
    return { kind: 'stopped', problem: { kind: 'pushStopped', code, message: text } };
  };

  const run = async () => {
    for (let failures = 0; ;) {
      const served = requests;
      const outcome = await turn();
      problem.set(outcome.kind === 'stopped' ? outcome.problem : null);
      if (outcome.kind === 'unanswered') {
        failures += 1;
        await line.pause(failures);
      } else if (outcome.kind === 'progress') {
        failures = 0;
      } else if (requests === served) {
        return;
      }
    }
  };

  const push = () => {
    requests += 1;
    if (!running) {
      running = true;
      run()
        .catch((error: unknown) => {
          const message = `The replica cannot be read: ${error instanceof Error ? error.name : 'unknown'}.`;
          problem.set({ kind: 'replica', code: 'replica', message });
        })
        .finally(() => {
          running = false;
        });
    }
  };

  return {
    problem,
    quarantined,
    push,
    acknowledged: (sequence) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (state.current().acknowledgedSequence >= sequence) {
            stop();
            resolve();
          }
        };
        const stop = state.subscribe(check);
        check();
      }),
  };
}

function contiguous(sealed: readonly SealedTransaction[], first: number): SealedTransaction[] {
  const gap = sealed.findIndex((one, index) => one.body.sequence !== first + index);
  return gap < 0 ? [...sealed] : sealed.slice(0, gap);
}

function stopped(kind: 'localGap' | 'ledgerAhead', message: string): Turn {
  return { kind: 'stopped', problem: { kind, code: kind, message } };
}

function wireOf({ body, hash, signature }: SealedTransaction) {
  return body.kind === 'sale'
    ? { body: { ...body, lines: [...body.lines] }, hash, signature }
    : { body: { ...body, lines: [...body.lines] }, hash, signature };
}
