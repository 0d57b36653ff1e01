/**
 * Signed requests: a subset of HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).
 * Covered components: "@method", "@target-uri" reduced to path and query as "@path" and "@query", and "content-digest".
 * Algorithm "ed25519" (RFC 9421 section 3.3.6); `keyid` is the terminal id.
 */
export interface SignedParts {
  /** Upper-case HTTP method. */
  readonly method: string;
  /** Absolute path without query, e.g. /v1/push. */
  readonly path: string;
  /** The query with its leading "?"; "?" alone where there is none (RFC 9421 section 2.2.7). */
  readonly query: string;
  /** Value of the Content-Digest header. */
  readonly contentDigest: string;
  /** Seconds since 1970-01-01T00:00:00Z, by the ledger's clock as the terminal knows it. */
  readonly createdSeconds: number;
  readonly terminalId: string;
}

const COVERED = '("@method" "@path" "@query" "content-digest")';

/** How far `created` may be from the ledger's clock. */
export const SIGNATURE_WINDOW_SECONDS = 300;

/** Value of Content-Digest for a body whose SHA-256 is `sha256Base64` (the empty body included). */
export function contentDigestHeader(sha256Base64: string): string {
  return `sha-256=:${sha256Base64}:`;
}

/** Value of the Signature-Input header. `terminalId` has no quotes or backslashes by its schema. */
export function signatureInputHeader(
  parts: Pick<SignedParts, 'createdSeconds' | 'terminalId'>,
): string {
  return `sig1=${signatureParameters(parts)}`;
}

/** Value of the Signature header. */
export function signatureHeader(signatureBase64: string): string {
  return `sig1=:${signatureBase64}:`;
}

/** The text that is signed (RFC 9421 section 2.5). */
export function signatureBase(parts: SignedParts): string {
  return [
    `"@method": ${parts.method}`,
    `"@path": ${parts.path}`,
    `"@query": ${parts.query}`,
    `"content-digest": ${parts.contentDigest}`,
    `"@signature-params": ${signatureParameters(parts)}`,
  ].join('\n');
}

/** Reads what `signatureInputHeader` and `signatureHeader` wrote; null for anything else. */
export function parseSignatureHeaders(
  signatureInput: string,
  signature: string,
): {
  readonly terminalId: string;
  readonly createdSeconds: number;
  readonly signatureBase64: string;
} | null {
  const input =
    /^sig1=\("@method" "@path" "@query" "content-digest"\);created=(\d{1,12});keyid="([A-Za-z0-9._-]{1,64})";alg="ed25519"$/.exec(
      signatureInput,
    );
  const value = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(signature);
  const [, created, terminalId] = input ?? [];
  const signatureBase64 = value?.[1];
  if (created === undefined || terminalId === undefined || signatureBase64 === undefined) {
    return null;
  }
  return { terminalId, createdSeconds: Number(created), signatureBase64 };
}

function signatureParameters(parts: Pick<SignedParts, 'createdSeconds' | 'terminalId'>): string {
  return `${COVERED};created=${parts.createdSeconds};keyid="${parts.terminalId}";alg="ed25519"`;
}
