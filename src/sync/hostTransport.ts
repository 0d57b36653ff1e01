import type { z } from 'zod';
import { fail, ok, type Result } from '../domain/result.ts';
import {
  exchangeSchemas,
  type ExchangeOperation,
  type ExchangeRequest,
  type ExchangeResponse,
} from '../protocol/exchange.ts';
import type { LedgerTransport, TransportFailure } from './transport.ts';

/** The host as sync needs it: the renderer fills it with its contract's channels `ledger.*`. */
export interface HostLedger {
  /** Asks the ledger through the host; the answer is not yet parsed. */
  exchange(
    operation: ExchangeOperation,
    payload: ExchangeRequest<ExchangeOperation>,
  ): Promise<Result<unknown, TransportFailure>>;
  readonly onChanged: LedgerTransport['onChanged'];
  readonly onConnection: LedgerTransport['onConnection'];
}

/** The way to the ledger through the host. Answers are parsed here; nonsense is `unavailable` with code "badAnswer". */
export function createHostTransport(host: HostLedger): LedgerTransport {
  return {
    async exchange<Operation extends ExchangeOperation>(
      operation: Operation,
      request: ExchangeRequest<Operation>,
    ): Promise<Result<ExchangeResponse<Operation>, TransportFailure>> {
      let answer: Result<unknown, TransportFailure>;
      try {
        answer = await host.exchange(operation, request);
      } catch {
        return fail({ kind: 'unavailable', code: 'hostGone', message: 'The host is gone.' });
      }
      return answer.ok ? parseAnswer(operation, answer.value) : answer;
    },
    onChanged: (listener) => host.onChanged(listener),
    onConnection: (listener) => host.onConnection(listener),
  };
}

/** Parses what the ledger answered to `operation`. */
export function parseAnswer<Operation extends ExchangeOperation>(
  operation: Operation,
  value: unknown,
): Result<ExchangeResponse<Operation>, TransportFailure> {
  const parsed = readers[operation](value);
  if (parsed.ok) {
    return parsed;
  }
  const message = `The ledger's answer to ${operation} is malformed at "${parsed.error}".`;
  return fail({ kind: 'unavailable', code: 'badAnswer', message });
}

/** Fails with the path of the first fault. */
function readerOf<Data>(schema: z.ZodType<Data>) {
  return (value: unknown): Result<Data, string> => {
    const parsed = schema.safeParse(value);
    return parsed.success ? ok(parsed.data) : fail(parsed.error.issues[0]?.path.join('.') ?? '');
  };
}

/** A reader for each operation, so typed that the operation decides what it reads. */
const readers: {
  readonly [Operation in ExchangeOperation]: (
    value: unknown,
  ) => Result<ExchangeResponse<Operation>, string>;
} = {
  push: readerOf(exchangeSchemas.push.response),
  pullPages: readerOf(exchangeSchemas.pullPages.response),
  pullAccounts: readerOf(exchangeSchemas.pullAccounts.response),
  pullProgrammes: readerOf(exchangeSchemas.pullProgrammes.response),
  pullProducts: readerOf(exchangeSchemas.pullProducts.response),
  pullOperators: readerOf(exchangeSchemas.pullOperators.response),
  pullSettings: readerOf(exchangeSchemas.pullSettings.response),
  placeHold: readerOf(exchangeSchemas.placeHold.response),
  voidHold: readerOf(exchangeSchemas.voidHold.response),
  pullExceptions: readerOf(exchangeSchemas.pullExceptions.response),
  resolveException: readerOf(exchangeSchemas.resolveException.response),
  leases: readerOf(exchangeSchemas.leases.response),
};
