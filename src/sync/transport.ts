import type { Result } from '../domain/result.ts';
import type { ExchangeOperation, ExchangeRequest, ExchangeResponse } from '../protocol/exchange.ts';
import type { StreamEvent } from '../protocol/stream.ts';

/** Why an exchange gave no answer: `unavailable` is worth another try later, `refused` needs a person. */
export interface TransportFailure {
  readonly kind: 'unavailable' | 'refused';
  /** The ledger's code where it refused, e.g. "insufficientPoints". */
  readonly code: string;
  readonly message: string;
}

/** The way to the ledger, as replication sees it. Answers are already parsed by the protocol's schemas. */
export interface LedgerTransport {
  exchange<Operation extends ExchangeOperation>(
    operation: Operation,
    request: ExchangeRequest<Operation>,
  ): Promise<Result<ExchangeResponse<Operation>, TransportFailure>>;
  /** Hears that there is something to pull, until the returned function is called. */
  onChanged(listener: (topics: StreamEvent['topics']) => void): () => void;
  /** Hears the connection come and go, at once with the present state, until the returned function is called. */
  onConnection(listener: (online: boolean) => void): () => void;
}
