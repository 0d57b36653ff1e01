import { signOnDelayMs, type PinVerifier } from '../../domain/operator.ts';
import type { Clock } from '../../domain/ports.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { SerialQueue } from '../journal/serialQueue.ts';
import { MAXIMUM_OPERATORS, readFailures, writeFailures } from './failureStore.ts';
import { matchesVerifier } from './scryptVerifier.ts';

const MAXIMUM_WAITING_CHECKS = 16;

/** What came of a check. `retryAfterMs` says how long sign-on is closed for this operator; 0 when it is open. */
export interface PinAnswer {
  readonly verified: boolean;
  readonly retryAfterMs: number;
}

/** Why a PIN could not be checked at all; the message is for the person at the till. */
export interface PinCheckFailure {
  readonly code: 'unusableVerifier' | 'busy';
  readonly message: string;
}

/** Checks PINs offline and slows guessing down, also across a restart. */
export interface PinCheck {
  /** While sign-on is closed for this operator the PIN is not looked at. */
  verify(request: {
    readonly operatorId: string;
    readonly pin: string;
    readonly verifier: PinVerifier;
  }): Promise<Result<PinAnswer, PinCheckFailure>>;
}

/** What the check needs of the world. */
export interface PinCheckOptions {
  /** The file that keeps the failures (see profileLayout.ts). */
  readonly path: string;
  /** The computer's clock: dates failures for the next start. */
  readonly clock: Clock;
  /** Milliseconds that nobody can set; measures the delay while this process runs. */
  readonly monotonicMs: () => number;
  readonly warn: (message: string) => void;
}

interface OperatorFailures {
  readonly failures: number;
  readonly failedAtMs: number;
  /** On the monotonic clock. */
  readonly closedUntilMs: number;
}

/** Opens the check with the failures of earlier runs. */
export async function openPinCheck(options: PinCheckOptions): Promise<PinCheck> {
  const kept = await readFailures(options.path, options.warn);
  const operators = new Map<string, OperatorFailures>();
  for (const { operatorId, failures, failedAtMs } of kept) {
    operators.set(operatorId, {
      failures,
      failedAtMs,
      closedUntilMs: options.monotonicMs() + remainingMs(failures, failedAtMs, options.clock),
    });
  }
  const queue = new SerialQueue(MAXIMUM_WAITING_CHECKS);
  return {
    verify: async (request) =>
      (await queue.add(() => verifyNext(options, operators, request))) ??
      fail({ code: 'busy', message: 'Too many sign-ons at once. Wait a moment, then try again.' }),
  };
}

/** A clock set back cannot make the wait longer than the delay itself, nor shorter. */
function remainingMs(failures: number, failedAtMs: number, clock: Clock): number {
  const delayMs = signOnDelayMs(failures);
  return Math.min(delayMs, Math.max(0, failedAtMs + delayMs - clock.nowMs()));
}

async function verifyNext(
  options: PinCheckOptions,
  operators: Map<string, OperatorFailures>,
  request: Parameters<PinCheck['verify']>[0],
): Promise<Result<PinAnswer, PinCheckFailure>> {
  const { operatorId, pin, verifier } = request;
  const before = operators.get(operatorId);
  const closedMs = (before?.closedUntilMs ?? 0) - options.monotonicMs();
  if (before !== undefined && closedMs > 0) {
    return ok({ verified: false, retryAfterMs: Math.ceil(closedMs) });
  }
  // The failure is kept before the PIN is looked at: killing the process must not buy a free guess.
  await note(options, operators, operatorId, (before?.failures ?? 0) + 1);
  const matches = await matchesVerifier(pin, verifier);
  if (!matches.ok) {
    await note(options, operators, operatorId, before?.failures ?? 0);
    return fail({
      code: 'unusableVerifier',
      message: 'The PIN of this operator cannot be checked here. Ask for the PIN to be set again.',
    });
  }
  if (matches.value) {
    await note(options, operators, operatorId, 0);
    return ok({ verified: true, retryAfterMs: 0 });
  }
  return ok({ verified: false, retryAfterMs: signOnDelayMs((before?.failures ?? 0) + 1) });
}

async function note(
  options: PinCheckOptions,
  operators: Map<string, OperatorFailures>,
  operatorId: string,
  failures: number,
): Promise<void> {
  operators.delete(operatorId);
  if (failures > 0) {
    if (operators.size >= MAXIMUM_OPERATORS) {
      forgetLeast(operators);
    }
    const closedUntilMs = options.monotonicMs() + signOnDelayMs(failures);
    operators.set(operatorId, { failures, failedAtMs: options.clock.nowMs(), closedUntilMs });
  }
  const kept = [...operators].map(([id, entry]) => ({
    operatorId: id,
    failures: entry.failures,
    failedAtMs: entry.failedAtMs,
  }));
  await writeFailures(options.path, kept, options.warn);
}

/** Makes room by forgetting the operator with the fewest failures, the oldest of them. */
function forgetLeast(operators: Map<string, OperatorFailures>): void {
  let least: { readonly id: string; readonly failures: number } | null = null;
  for (const [id, { failures }] of operators) {
    if (least === null || failures < least.failures) {
      least = { id, failures };
    }
  }
  if (least !== null) {
    operators.delete(least.id);
  }
}
