import type { RandomSource } from '../../domain/ports.ts';
import { STREAM_HEARTBEAT_MS, STREAM_PATH, streamEventSchema } from '../../protocol/stream.ts';
import type { StreamEvent } from '../../protocol/stream.ts';
import { backoffMs, type Backoff } from './backoff.ts';
import { calmTopics } from './calmTopics.ts';
import { EventStreamParser } from './eventStreamParser.ts';
import type { HttpAnswer } from './httpFetch.ts';
import { prepare, readRefusal, type CallContext, type CallOutcome } from './ledgerCall.ts';
import { refusalOf, unavailable, type LedgerFailure } from './ledgerFailure.ts';
import { describeNetworkError } from './networkWords.ts';
import { wait } from './wait.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const BACKOFF: Backoff = { baseMs: 250, maximumMs: 5000 };
/** A terminal that the ledger refuses asks seldom whether it is taken back. */
const REFUSED_WAIT_MS = 15_000;
/** However long a ledger asks to be left alone (Retry-After), it is asked again after this. */
const MAXIMUM_PAUSE_MS = 5 * 60_000;
/** A stream that stood this long was a good one: the next wait starts small again. */
const SETTLED_MS = 5000;

/** What the stream tells its owner. */
export interface StreamListener {
  readonly opened: () => void;
  readonly heard: (topics: StreamEvent['topics']) => void;
  readonly closed: (failure: LedgerFailure, clockOffsetMs: number | null) => void;
}

/** What the stream needs; `context` is asked anew for every connection, so that it signs by the newest clock offset. */
export interface StreamOptions {
  readonly context: () => CallContext;
  readonly random: RandomSource;
  /** The ledger does not know our version of the messages; true where the former one is worth a try. */
  readonly tryFormerVersion: () => boolean;
  readonly listener: StreamListener;
  /** No byte for this long means that the connection is dead. */
  readonly silenceMs?: number;
}

/** Follows the ledger's stream until `context().stopped`, connecting anew with backoff whenever it ends. */
export class LedgerStream {
  readonly #options: StreamOptions;
  #current = new AbortController();
  #failures = 0;
  #isOpen = false;
  /** What the ledger is told after a break, so that it can say whether anything was missed. */
  #lastEventId: string | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /** Runs until the client stops; never rejects. */
  async run(): Promise<void> {
    const { context, random } = this.#options;
    while (!context().stopped.aborted) {
      this.#current = new AbortController();
      const openedAtMs = performance.now();
      const outcome = await this.#follow(this.#current.signal);
      const { stopped } = context();
      if (stopped.aborted) {
        return;
      }
      if (outcome.failure.code === 'protocolVersion' && this.#options.tryFormerVersion()) {
        continue;
      }
      this.#failures = performance.now() - openedAtMs > SETTLED_MS ? 1 : this.#failures + 1;
      // Whoever asked for the recheck has told why already.
      if (!this.#current.signal.aborted) {
        this.#options.listener.closed(outcome.failure, outcome.clockOffsetMs);
      }
      const pauseMs =
        refusalOf(outcome.failure) !== null && outcome.failure.code !== 'clockSkew'
          ? REFUSED_WAIT_MS
          : Math.max(backoffMs(BACKOFF, this.#failures, random), outcome.retryAfterMs ?? 0);
      await wait(Math.min(pauseMs, MAXIMUM_PAUSE_MS), stopped);
    }
  }

  /** A request failed: where this stream stands all the same, it connects anew to learn how things are. */
  recheck(): void {
    if (this.#isOpen) {
      this.#current.abort();
    }
  }

  async #follow(ended: AbortSignal): Promise<{
    failure: LedgerFailure;
    clockOffsetMs: number | null;
    retryAfterMs: number | null;
  }> {
    const context = this.#options.context();
    const dead = new AbortController();
    const signal = AbortSignal.any([context.stopped, ended, dead.signal]);
    const silenceMs = this.#options.silenceMs ?? 3 * STREAM_HEARTBEAT_MS;
    const giveUp = () => dead.abort(new DOMException('no answer', 'TimeoutError'));
    let patienceMs = CONNECT_TIMEOUT_MS;
    const connecting = setTimeout(giveUp, patienceMs);
    const sentAtMs = context.clock.nowMs();
    try {
      const { url, headers } = prepare(context, { method: 'GET', target: STREAM_PATH });
      const answer = await context.fetch(url.href, {
        method: 'GET',
        headers: {
          ...headers,
          accept: 'text/event-stream',
          ...(this.#lastEventId === null ? {} : { 'last-event-id': this.#lastEventId }),
        },
        signal,
        redirect: 'manual',
      });
      const type = answer.headers.get('content-type') ?? '';
      if (answer.status !== 200 || !type.startsWith('text/event-stream')) {
        return described(await readRefusal(context.clock, sentAtMs, answer, false));
      }
      clearTimeout(connecting);
      patienceMs = silenceMs;
      await this.#read(answer, silenceMs, giveUp);
      return closedBy('The ledger closed the connection.');
    } catch (error) {
      // A connection that is given up fails in many ways; why it was given up is what counts.
      const why: unknown = dead.signal.aborted ? dead.signal.reason : error;
      return closedBy(describeNetworkError(why, patienceMs));
    } finally {
      clearTimeout(connecting);
      dead.abort();
    }
  }

  async #read(answer: HttpAnswer, silenceMs: number, giveUp: () => void): Promise<void> {
    const { listener } = this.#options;
    if (answer.body === null) {
      return;
    }
    const calm = calmTopics((topics) => listener.heard(topics));
    const parser = new EventStreamParser(({ event, data }) => {
      const topics = event === 'changed' ? parseTopics(data) : null;
      if (topics !== null && topics.length > 0) {
        calm.heard(topics);
      } else if (topics !== null) {
        listener.heard([]);
      }
    });
    const decoder = new TextDecoder();
    this.#isOpen = true;
    listener.opened();
    let watchdog = setTimeout(giveUp, silenceMs);
    try {
      for await (const bytes of answer.body) {
        const taken = parser.push(decoder.decode(bytes, { stream: true }));
        if (!taken.fits) {
          return;
        }
        this.#lastEventId = parser.lastEventId ?? this.#lastEventId;
        // Bytes that never make a line are no sign of life.
        if (taken.lines > 0) {
          clearTimeout(watchdog);
          watchdog = setTimeout(giveUp, silenceMs);
        }
      }
    } finally {
      this.#isOpen = false;
      calm.stop();
      clearTimeout(watchdog);
    }
  }
}

function parseTopics(data: string): StreamEvent['topics'] | null {
  try {
    return streamEventSchema.parse(JSON.parse(data)).topics;
  } catch {
    return null;
  }
}

function closedBy(message: string) {
  return { failure: unavailable(message), clockOffsetMs: null, retryAfterMs: null };
}

function described(outcome: CallOutcome<never>) {
  const { result, clockOffsetMs, retryAfterMs } = outcome;
  const failure = result.ok ? unavailable('The ledger cannot be reached.') : result.error;
  return { failure, clockOffsetMs, retryAfterMs };
}
