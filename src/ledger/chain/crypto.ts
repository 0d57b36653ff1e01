import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { tokenInput, type Credential } from '../../domain/identity/credential.ts';

/** SHA-256 of the UTF-8 bytes of `text`, 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** SHA-256 of `bytes` in base64, as Content-Digest wants it. */
export function sha256Base64(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** The card's token: the first 128 bits of HMAC-SHA-256 under the chain's key (base64), as 32 hexadecimal digits. */
export function cardTokenOf(tokenKeyBase64: string, credential: Credential): string {
  return createHmac('sha256', Buffer.from(tokenKeyBase64, 'base64'))
    .update(tokenInput(credential), 'utf8')
    .digest('hex')
    .slice(0, 32);
}

/**
 * Whether `signatureBase64` is the Ed25519 signature (RFC 8032) over the UTF-8 bytes of `text` by the raw 32-byte public
 * key. False for a malformed key or signature.
 */
export function verifyEd25519(
  publicKeyBase64: string,
  text: string,
  signatureBase64: string,
): boolean {
  const raw = Buffer.from(publicKeyBase64, 'base64');
  if (raw.length !== 32) {
    return false;
  }
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
  });
  return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signatureBase64, 'base64'));
}
