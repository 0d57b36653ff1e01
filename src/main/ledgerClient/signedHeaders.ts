import { createHash } from 'node:crypto';
import {
  contentDigestHeader,
  signatureBase,
  signatureHeader,
  signatureInputHeader,
} from '../../protocol/requestSignature.ts';

/** Who signs: the terminal's id and its Ed25519 key (RFC 8032); `sign` gives base64 over the text's UTF-8 bytes. */
export interface RequestSigner {
  readonly terminalId: string;
  readonly sign: (text: string) => string;
}

/** The request that is signed; `url` exactly as it is sent. */
export interface RequestToSign {
  readonly method: string;
  readonly url: URL;
  /** The body, "" where there is none. */
  readonly body: string;
  /** Seconds since 1970 by the ledger's clock as known. */
  readonly createdSeconds: number;
}

/** The headers by which the ledger knows the terminal (RFC 9421, RFC 9530). */
export function signedHeaders(
  signer: RequestSigner,
  request: RequestToSign,
): Record<string, string> {
  const parts = {
    method: request.method,
    path: request.url.pathname,
    query: request.url.search === '' ? '?' : request.url.search,
    contentDigest: contentDigestHeader(createHash('sha256').update(request.body).digest('base64')),
    createdSeconds: request.createdSeconds,
    terminalId: signer.terminalId,
  };
  return {
    'content-digest': parts.contentDigest,
    'signature-input': signatureInputHeader(parts),
    signature: signatureHeader(signer.sign(signatureBase(parts))),
  };
}
