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
  const schema: { safeParse(value: unknown): ParseOutcome<ExchangeResponse<Operation>> } =
    exchangeSchemas[operation].response;
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return ok(parsed.data);
  }
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  return fail({
    kind: 'unavailable',
    code: 'badAnswer',
    message: `The ledger's answer to ${operation} is malformed at "${path}".`,
  });
}

type ParseOutcome<Data> =
  | { readonly success: true; readonly data: Data }
  | {
      readonly success: false;
      readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
    };
