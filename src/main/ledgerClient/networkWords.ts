import { ENCODED_ANSWER } from './nodeFetch.ts';

/**
 * What an error's code says, for the person at the till and the IT person; no address and no name stand in it. Node's
 * codes (Node.js documentation, "Common system errors" and "X509 certificate error codes"), and Chromium's net:: errors by which
 * Electron tells the same.
 */
const words: readonly (readonly [RegExp, string])[] = [
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED|ERR_CERT_AUTHORITY_INVALID)$/,
    'The ledger’s certificate is not one that this computer trusts. Something on the network may read along, or the chain’s own authority is missing here: have IT look.',
  ],
  [
    /^(CERT_HAS_EXPIRED|ERR_CERT_DATE_INVALID)$/,
    'The ledger’s certificate has expired, or this computer’s clock is wrong. Check the clock, then tell who runs the ledger.',
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    'The ledger’s certificate is not valid yet: this computer’s clock is probably wrong. Set it.',
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|ERR_CERT_COMMON_NAME_INVALID)$/,
    'The certificate of what answers is for another name than the ledger’s. Check the ledger’s address.',
  ],
  [
    /^(CERT_REVOKED|ERR_CERT_REVOKED)$/,
    'The ledger’s certificate was revoked. Tell who runs the ledger.',
  ],
  [
    /^(EPROTO|ERR_SSL_.*|ERR_TLS_.*)$/,
    'What answers at the ledger’s address does not speak TLS as the ledger does. Check the address; it begins with https:// only where the ledger has a certificate.',
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED)$/,
    'The ledger’s name cannot be resolved. Check the network and its name service (DNS).',
  ],
  [
    /^(ECONNREFUSED|ERR_CONNECTION_REFUSED)$/,
    'Nothing listens at the ledger’s address. Check the address, then tell who runs the ledger.',
  ],
  [
    /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE)$/,
    'This computer has no network, or no way to the ledger. Check its cable or Wi-Fi.',
  ],
  [
    /^(ERR_PROXY_.*|ERR_TUNNEL_CONNECTION_FAILED)$/,
    'The network’s proxy does not let this computer through to the ledger. Check HTTPS_PROXY and the proxy’s rules.',
  ],
  [
    new RegExp(`^${ENCODED_ANSWER}$`),
    'What answers at the ledger’s address is not the ledger: its answer is packed. Check the address and the network’s proxy.',
  ],
];

/** Why no answer came, for a person; it names no address. */
export function describeNetworkError(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `The ledger did not answer within ${timeoutMs / 1000} s. It is asked again by itself; if it stays so, check the network.`;
  }
  const code = errorCode(error);
  const known = words.find(([pattern]) => code !== null && pattern.test(code));
  if (known !== undefined) {
    return `${known[1]} (${code ?? ''})`;
  }
  return `The ledger cannot be reached${code === null ? '' : ` (${code})`}. Check the network.`;
}

/** What answered in the ledger's place, by its HTTP status (RFC 9110; 429 and 511 in RFC 6585). */
export function describeStranger(status: number): string {
  if (status === 429 || status === 503) {
    return `The ledger is overloaded or being worked on (HTTP ${status}). It is asked again by itself.`;
  }
  if (status === 407) {
    return 'The network’s proxy asks for a sign-in (HTTP 407). Check HTTPS_PROXY.';
  }
  if (status >= 300 && status < 400) {
    return `What answers at the ledger’s address sends elsewhere (HTTP ${status}), which the ledger never does; perhaps the network asks for a sign-in first.`;
  }
  if (status >= 500 && status !== 511) {
    return `The ledger fails (HTTP ${status}). It is asked again by itself; if it stays so, tell who runs it.`;
  }
  return `What answers at the ledger’s address is not the ledger (HTTP ${status}); perhaps the network asks for a sign-in first.`;
}

/** The system's error code, which Node hides in the cause and Chromium in the message. */
function errorCode(error: unknown): string | null {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') {
      return current.code.slice(0, 40);
    }
    const chromium = /^net::(ERR_[A-Z_]{1,40})/.exec(current.message)?.[1];
    if (chromium !== undefined) {
      return chromium;
    }
    current = current.cause;
  }
  return null;
}
