import type { RandomSource } from '../domain/ports.ts';
import type { Result } from '../domain/result.ts';
import type { ExchangeOperation, ExchangeRequest, ExchangeResponse } from '../protocol/exchange.ts';
import { createObserved, type Observed } from '../replica/observed.ts';
import { backoffDelayMs } from './backoff.ts';
import type { SyncProblem } from './syncState.ts';
import type { Timers } from './timers.ts';
import type { LedgerTransport, TransportFailure } from './transport.ts';

/** The line to the ledger with its patience: exchanges are repeated until there is an answer. */
export interface LedgerLine {
  /** Whether the ledger can be reached, as far as is known. */
  readonly online: Observed<boolean>;
  /** What the ledger refuses or garbles now, null while nothing. */
  readonly problem: Observed<SyncProblem | null>;
  /** Asks until the ledger answers. Waits for ever once the line is closed. */
  exchange<Operation extends ExchangeOperation>(
    operation: Operation,
    request: ExchangeRequest<Operation>,
  ): Promise<ExchangeResponse<Operation>>;
  /** Asks once. */
  attempt<Operation extends ExchangeOperation>(
    operation: Operation,
    request: ExchangeRequest<Operation>,
  ): Promise<Result<ExchangeResponse<Operation>, TransportFailure>>;
  /** Waits before repetition `attempt`; ends early when the ledger comes back or `wake` is called. */
  pause(attempt: number): Promise<void>;
  /** Ends all waits. */
  wake(): void;
  close(): void;
}

/** Opens the line over `transport`. */
export function createLedgerLine(
  transport: LedgerTransport,
  timers: Timers,
  random: RandomSource,
): LedgerLine {
  const online = createObserved(false);
  const problem = createObserved<SyncProblem | null>(null);
  const problems = new Map<ExchangeOperation, SyncProblem>();
  const waiting = new Set<() => void>();
  let closed = false;

  const wake = () => {
    for (const proceed of [...waiting]) {
      proceed();
    }
  };
  const stopListening = transport.onConnection((isOnline) => {
    const cameBack = isOnline && !online.current();
    online.set(isOnline);
    if (cameBack) {
      wake();
    }
  });

  const note = (operation: ExchangeOperation, failure: TransportFailure | null) => {
    const found = failure === null ? null : problemOf(failure);
    if (found === null) {
      problems.delete(operation);
    } else {
      problems.set(operation, found);
    }
    problem.set([...problems.values()][0] ?? null);
  };

  const attempt: LedgerLine['attempt'] = async (operation, request) => {
    const answer = closed ? await never() : await transport.exchange(operation, request);
    if (closed) {
      return await never();
    }
    note(operation, answer.ok || isMissing(operation, answer.error) ? null : answer.error);
    return answer;
  };

  const pause = (attempts: number) =>
    new Promise<void>((resolve) => {
      if (closed) {
        return;
      }
      const proceed = () => {
        cancel();
        waiting.delete(proceed);
        if (!closed) {
          resolve();
        }
      };
      const cancel = timers.after(backoffDelayMs(attempts, random), proceed);
      waiting.add(proceed);
    });

  return {
    online,
    problem,
    attempt,
    pause,
    async exchange(operation, request) {
      for (let attempts = 1; ; attempts += 1) {
        const answer = await attempt(operation, request);
        if (answer.ok) {
          return answer.value;
        }
        await pause(attempts);
      }
    },
    wake,
    close() {
      closed = true;
      stopListening();
      wake();
    },
  };
}

/** A ledger of protocol version 1 has no queue of exceptions and no leases: that is no problem. */
function isMissing(operation: ExchangeOperation, { code }: TransportFailure): boolean {
  return (operation === 'pullExceptions' || operation === 'leases') && code === 'notFound';
}

/** Only what a person has to look at is a problem; a ledger out of reach is not. */
function problemOf(failure: TransportFailure): SyncProblem | null {
  const { code, message } = failure;
  if (failure.kind === 'refused') {
    return { kind: 'refused', code, message };
  }
  return code === 'badAnswer' ? { kind: 'badAnswer', code, message } : null;
}

/** What a closed line gives: nothing, ever. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
