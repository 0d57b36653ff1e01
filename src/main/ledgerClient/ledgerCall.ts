import type { z } from 'zod';
import type { Clock } from '../../domain/ports.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { ledgerErrorSchema } from '../../protocol/error.ts';
import { PROTOCOL_VERSION_HEADER } from '../../protocol/version.ts';
import type { HttpAnswer, HttpFetch } from './httpFetch.ts';
import { unavailable, type LedgerFailure } from './ledgerFailure.ts';
import { describeNetworkError, describeStranger } from './networkWords.ts';
import { readBounded } from './readBounded.ts';
import { signedHeaders, type RequestSigner } from './signedHeaders.ts';

/** The longest answer that tells of an error, in bytes. */
const MAXIMUM_ERROR_BYTES = 65_536;
/** RFC 9110, 15.5.14. */
const PAYLOAD_TOO_LARGE = 413;

/** One request to the ledger. */
export interface LedgerCall<Answer> {
  readonly method: 'GET' | 'POST';
  /** Path and query, e.g. /v1/pull/pages?limit=8. */
  readonly target: string;
  /** What is sent as JSON; undefined for none. */
  readonly body?: unknown;
  readonly answer: z.ZodType<Answer>;
  /** For connecting, sending and the whole answer together. */
  readonly timeoutMs: number;
  readonly maximumAnswerBytes: number;
}

/** What a call needs of the world. */
export interface CallContext {
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  readonly ledgerUrl: string;
  /** Null for requests that are not signed. */
  readonly signer: RequestSigner | null;
  /** Ledger's clock less the terminal's as known, milliseconds. */
  readonly clockOffsetMs: number;
  /** The version of the messages that this request speaks. */
  readonly protocolVersion: number;
  readonly stopped: AbortSignal;
}

/** An outcome with what was learned on the way. */
export interface CallOutcome<Answer> {
  readonly result: Result<Answer, LedgerFailure>;
  /** Ledger's clock less the terminal's; null where no ledger answered. */
  readonly clockOffsetMs: number | null;
  /** How long the ledger asks to be left alone, milliseconds; null where it says nothing. */
  readonly retryAfterMs: number | null;
}

/** Asks the ledger once. Never rejects: whatever goes wrong is a failure with its reason. */
export async function callLedger<Answer>(
  context: CallContext,
  call: LedgerCall<Answer>,
): Promise<CallOutcome<Answer>> {
  const sentAtMs = context.clock.nowMs();
  const timeout = AbortSignal.any([context.stopped, AbortSignal.timeout(call.timeoutMs)]);
  try {
    const { url, headers, body } = prepare(context, call);
    const answer = await context.fetch(url.href, {
      method: call.method,
      headers,
      ...(body === null ? {} : { body }),
      signal: timeout,
      redirect: 'manual',
    });
    return await readAnswer(context.clock, sentAtMs, call, answer);
  } catch (error) {
    // A request that is given up fails in many ways; why it was given up is what counts.
    const why: unknown = timeout.aborted ? timeout.reason : error;
    return noAnswer(describeNetworkError(why, call.timeoutMs));
  }
}

/** The URL, headers and body of a request, signed where the context has a signer. */
export function prepare(
  context: Pick<
    CallContext,
    'clock' | 'ledgerUrl' | 'signer' | 'clockOffsetMs' | 'protocolVersion'
  >,
  call: { readonly method: string; readonly target: string; readonly body?: unknown },
): { readonly url: URL; readonly headers: Record<string, string>; readonly body: string | null } {
  const url = new URL(call.target, context.ledgerUrl);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  const createdSeconds = Math.floor((context.clock.nowMs() + context.clockOffsetMs) / 1000);
  const signed =
    context.signer === null
      ? {}
      : signedHeaders(context.signer, {
          method: call.method,
          url,
          body: body ?? '',
          createdSeconds,
        });
  const headers = {
    accept: 'application/json',
    [PROTOCOL_VERSION_HEADER]: String(context.protocolVersion),
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...signed,
  };
  return { url, headers, body };
}

/** Reads a refusal of the ledger, or says what answered in its place; `isLarge` where the request had a body. */
export async function readRefusal(
  clock: Clock,
  sentAtMs: number,
  answer: HttpAnswer,
  isLarge: boolean,
): Promise<CallOutcome<never>> {
  const text = await readBounded(answer, MAXIMUM_ERROR_BYTES);
  const parsed = ledgerErrorSchema.safeParse(parseJson(text));
  const retryAfterMs = retryAfter(answer, clock.nowMs());
  if (!parsed.success && isLarge && answer.status === PAYLOAD_TOO_LARGE) {
    // Whatever stands before the ledger may have a bound of its own.
    const message =
      'A request is larger than something on the way to the ledger allows (HTTP 413). Have IT raise that limit to 24 MB.';
    const failure: LedgerFailure = { kind: 'refused', code: 'payloadTooLarge', message };
    return { result: fail(failure), clockOffsetMs: null, retryAfterMs };
  }
  if (!parsed.success) {
    return { ...noAnswer(describeStranger(answer.status)), retryAfterMs };
  }
  const { code, message, serverTime } = parsed.data.error;
  const passing = code === 'unavailable' || code === 'internal' || answer.status === 429;
  const failure: LedgerFailure = passing
    ? unavailable(`The ledger cannot answer just now (${code}): ${message}`.slice(0, 400))
    : { kind: 'refused', code, message };
  return {
    result: fail(failure),
    clockOffsetMs: offsetMs(clock, sentAtMs, serverTime ?? answer.headers.get('date')),
    retryAfterMs,
  };
}

async function readAnswer<Answer>(
  clock: Clock,
  sentAtMs: number,
  call: LedgerCall<Answer>,
  answer: HttpAnswer,
): Promise<CallOutcome<Answer>> {
  if (answer.status !== 200) {
    return readRefusal(clock, sentAtMs, answer, call.body !== undefined);
  }
  const text = await readBounded(answer, call.maximumAnswerBytes);
  if (text === null) {
    return noAnswer(
      'The ledger’s answer is longer than the protocol allows. Check the ledger’s address.',
    );
  }
  const parsed = call.answer.safeParse(parseJson(text));
  if (!parsed.success) {
    return noAnswer(describeStranger(answer.status));
  }
  return {
    result: ok(parsed.data),
    clockOffsetMs: offsetMs(clock, sentAtMs, answer.headers.get('date')),
    retryAfterMs: null,
  };
}

function noAnswer(message: string): CallOutcome<never> {
  return { result: fail(unavailable(message)), clockOffsetMs: null, retryAfterMs: null };
}

/** The ledger's clock at the middle of the exchange less ours then. A Date header has whole seconds (RFC 9110, 5.6.7). */
function offsetMs(clock: Clock, sentAtMs: number, ledgerTime: string | null): number | null {
  const ledgerMs = ledgerTime === null ? NaN : Date.parse(ledgerTime);
  if (!Number.isFinite(ledgerMs)) {
    return null;
  }
  const fraction = ledgerTime?.includes('.') === true ? 0 : 500;
  const middleMs = (sentAtMs + clock.nowMs()) / 2;
  return Math.round(ledgerMs + fraction - middleMs);
}

/** Retry-After (RFC 9110, 10.2.3): seconds, or an instant, which the answer's own Date makes a distance. */
function retryAfter(answer: HttpAnswer, nowMs: number): number | null {
  const value = answer.headers.get('retry-after');
  if (value === null) {
    return null;
  }
  if (/^\d{1,9}$/.test(value)) {
    return Number(value) * 1000;
  }
  const date = Date.parse(answer.headers.get('date') ?? '');
  const untilMs = Date.parse(value) - (Number.isNaN(date) ? nowMs : date);
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs);
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
