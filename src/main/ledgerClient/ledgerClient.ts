import type { Clock, RandomSource } from '../../domain/ports.ts';
import { fail, type Result } from '../../domain/result.ts';
import type { SealedTransaction } from '../../domain/transaction.ts';
import type { ConnectionState } from '../../ipc/channels/ledger.ts';
import {
  DEMO_CARDS_PATH,
  demoCardsResponseSchema,
  type DemoCardsResponse,
} from '../../protocol/demoCards.ts';
import type {
  ExchangeOperation,
  ExchangeRequest,
  ExchangeResponse,
} from '../../protocol/exchange.ts';
import {
  PUSH_CARRIED_PATH,
  PUSH_PATH,
  pushResponseSchema,
  type PushResponse,
} from '../../protocol/push.ts';
import type { StreamEvent } from '../../protocol/stream.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { backoffMs, type Backoff } from './backoff.ts';
import { ConnectionMonitor } from './connectionMonitor.ts';
import { callOf } from './exchangeRoutes.ts';
import type { HttpFetch } from './httpFetch.ts';
import { callLedger, type CallContext, type CallOutcome, type LedgerCall } from './ledgerCall.ts';
import type { LedgerFailure } from './ledgerFailure.ts';
import { LedgerStream } from './ledgerStream.ts';
import type { RequestSigner } from './signedHeaders.ts';
import {
  askedForPause,
  FORMER_PROTOCOL_VERSION,
  forFormerVersion,
  noCommonVersion,
  VersionChoice,
} from './versionChoice.ts';
import { wait } from './wait.ts';

/** A request is sent at most so often; every one is idempotent. Replication asks again later anyway. */
const MAXIMUM_ATTEMPTS = 3;
const RETRY: Backoff = { baseMs: 200, maximumMs: 2000 };
/** Nobody waits for a call longer than this; replication asks again after the pause. */
const MAXIMUM_RETRY_AFTER_MS = 5000;
/** However long a ledger asks to be left alone (Retry-After), it is asked again after this. */
const MAXIMUM_PAUSE_MS = 5 * 60_000;
/** Below this a call is for a person who waits, and is not repeated. */
const PATIENT_TIMEOUT_MS = 5000;
const CARRY_TIMEOUT_MS = 30_000;

/** What the client needs of the world. */
export interface LedgerClientOptions {
  readonly ledgerUrl: string;
  readonly fetch: HttpFetch;
  readonly signer: RequestSigner;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly onConnection: (state: ConnectionState) => void;
  readonly onChanged: (topics: StreamEvent['topics']) => void;
  /** The stream's bound on silence; three heartbeats unless said otherwise. */
  readonly silenceMs?: number;
}

/** The terminal's way to its ledger: signed requests, a state that is always known, and a stream that says when to pull. */
export class LedgerClient {
  readonly #options: LedgerClientOptions;
  readonly #stop = new AbortController();
  readonly #monitor: ConnectionMonitor;
  readonly #stream: LedgerStream;
  readonly #version = new VersionChoice();
  #running: Promise<void> | null = null;
  /** Until then, by the clock that nobody sets, the ledger wants to be left alone. */
  #pausedUntilMs = 0;

  constructor(options: LedgerClientOptions) {
    this.#options = options;
    this.#monitor = new ConnectionMonitor(options.clock, options.onConnection);
    this.#stream = new LedgerStream({
      context: () => this.#context(),
      random: options.random,
      tryFormerVersion: () => {
        const isNews = this.#version.at(performance.now()) === PROTOCOL_VERSION;
        this.#version.isFormer(performance.now());
        return isNews;
      },
      ...(options.silenceMs === undefined ? {} : { silenceMs: options.silenceMs }),
      listener: {
        opened: () => this.#monitor.contact(null),
        heard: options.onChanged,
        closed: (failure, offsetMs) =>
          this.#monitor.failed(
            failure.code === 'protocolVersion' ? noCommonVersion(failure) : failure,
            offsetMs,
          ),
      },
    });
  }

  /** Opens the stream; it stays until `stop`. */
  start(): void {
    this.#running ??= this.#stream.run();
  }

  /** Ends the stream and every request under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get connection(): ConnectionState {
    return this.#monitor.state;
  }

  /** The ledger's clock less the terminal's as measured last in this run, milliseconds; null where it never was. */
  get measuredOffsetMs(): number | null {
    return this.#monitor.measuredOffsetMs;
  }

  /** Asks the ledger; the answer is parsed by the protocol's schema. */
  exchange<Operation extends ExchangeOperation>(
    operation: Operation,
    request: ExchangeRequest<Operation>,
  ): Promise<Result<ExchangeResponse<Operation>, LedgerFailure>> {
    return this.#ask(callOf(operation, request));
  }

  /** Gives the ledger what the journal of an earlier enrolment holds; each takes effect by its own id, once. */
  pushCarried(
    transactions: readonly SealedTransaction[],
  ): Promise<Result<PushResponse, LedgerFailure>> {
    return this.#ask({
      method: 'POST',
      target: PUSH_CARRIED_PATH,
      body: { transactions },
      answer: pushResponseSchema,
      timeoutMs: CARRY_TIMEOUT_MS,
      maximumAnswerBytes: 1_048_576,
    });
  }

  /** The demonstration's cards; refused as `notFound` by a ledger of a real chain. */
  demoCards(): Promise<Result<DemoCardsResponse, LedgerFailure>> {
    return this.#ask({
      method: 'GET',
      target: DEMO_CARDS_PATH,
      answer: demoCardsResponseSchema,
      timeoutMs: 10_000,
      maximumAnswerBytes: 65_536,
    });
  }

  async #ask<Answer>(call: LedgerCall<Answer>): Promise<Result<Answer, LedgerFailure>> {
    const patient = call.timeoutMs > PATIENT_TIMEOUT_MS;
    const leftMs = this.#pausedUntilMs - performance.now();
    if (leftMs > 0) {
      return fail(askedForPause(leftMs));
    }
    for (let attempt = 1; ; attempt += 1) {
      const { result, retryAfterMs } = await this.#askInVersion(call);
      if (result.ok || result.error.kind === 'refused') {
        return result;
      }
      this.#pausedUntilMs = performance.now() + Math.min(retryAfterMs ?? 0, MAXIMUM_PAUSE_MS);
      const pauseMs = Math.max(retryAfterMs ?? 0, backoffMs(RETRY, attempt, this.#options.random));
      const givesUp = !patient || attempt === MAXIMUM_ATTEMPTS || pauseMs > MAXIMUM_RETRY_AFTER_MS;
      if (givesUp || this.#stop.signal.aborted) {
        this.#stream.recheck();
        return result;
      }
      await wait(pauseMs, this.#stop.signal);
    }
  }

  /** Asks in our version of the messages, and a ledger that does not know it in the former one. */
  async #askInVersion<Answer>(call: LedgerCall<Answer>): Promise<CallOutcome<Answer>> {
    if (this.#version.at(performance.now()) === PROTOCOL_VERSION) {
      const first = await this.#askByLedgersClock(call, PROTOCOL_VERSION);
      if (first.result.ok || first.result.error.code !== 'protocolVersion') {
        return first;
      }
    }
    const former = forFormerVersion(call);
    if ('failure' in former) {
      return { result: fail(former.failure), clockOffsetMs: null, retryAfterMs: null };
    }
    const second = await this.#askByLedgersClock(former.call, FORMER_PROTOCOL_VERSION);
    if (!second.result.ok && second.result.error.code === 'protocolVersion') {
      const failure = noCommonVersion(second.result.error);
      this.#monitor.failed(failure, second.clockOffsetMs);
      return { ...second, result: fail(failure) };
    }
    this.#version.isFormer(performance.now());
    return second;
  }

  /** Asks once, and where the ledger refuses our time once more by its own, since a till's clock may be far off. */
  async #askByLedgersClock<Answer>(
    call: LedgerCall<Answer>,
    protocolVersion: number,
  ): Promise<CallOutcome<Answer>> {
    const first = await this.#askOnce(call, this.#monitor.state.clockOffsetMs, protocolVersion);
    const skewed = !first.result.ok && first.result.error.code === 'clockSkew';
    return skewed && first.clockOffsetMs !== null
      ? this.#askOnce(call, first.clockOffsetMs, protocolVersion)
      : first;
  }

  async #askOnce<Answer>(
    call: LedgerCall<Answer>,
    clockOffsetMs: number,
    protocolVersion: number,
  ): Promise<CallOutcome<Answer>> {
    const context = { ...this.#context(), clockOffsetMs, protocolVersion };
    const outcome = await callLedger(context, call);
    if (this.#stop.signal.aborted) {
      return outcome;
    }
    if (outcome.result.ok) {
      this.#answered(call.target, outcome.clockOffsetMs);
    } else if (outcome.result.error.code !== 'protocolVersion') {
      this.#monitor.failed(outcome.result.error, outcome.clockOffsetMs);
    }
    return outcome;
  }

  /** What a revoked terminal pushes is taken, into quarantine: it is not taken back by that. */
  #answered(target: string, clockOffsetMs: number | null): void {
    if (target !== PUSH_PATH || this.#monitor.state.refusal === null) {
      this.#monitor.contact(clockOffsetMs);
    }
  }

  #context(): CallContext {
    const { fetch, clock, ledgerUrl, signer } = this.#options;
    const { clockOffsetMs } = this.#monitor.state;
    const protocolVersion = this.#version.at(performance.now());
    const stopped = this.#stop.signal;
    return { fetch, clock, ledgerUrl, signer, clockOffsetMs, protocolVersion, stopped };
  }
}
