/** An answer as far as the ledger client reads it; the standard `Response` is one. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What the ledger client asks for. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A redirect is never followed: the ledger sends none, a captive portal does. */
  readonly redirect: 'manual';
}

/**
 * The way to the network: Node's `fetch`, or Electron's `net.fetch`, which knows the system's proxy and certificates.
 * Rejects where no answer comes.
 */
export type HttpFetch = (url: string, request: HttpRequest) => Promise<HttpAnswer>;
