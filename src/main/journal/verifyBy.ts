import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** What a raw Ed25519 key is put behind to be a SubjectPublicKeyInfo (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Checks Ed25519 signatures (RFC 8032) over UTF-8 text by a raw public key, base64; a key that is none verifies nothing. */
export function verifyBy(
  publicKeyBase64: string,
): (text: string, signatureBase64: string) => boolean {
  const key = parseKey(publicKeyBase64);
  return (text, signature) =>
    key !== null && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** Whether this is a raw Ed25519 public key, base64. */
export function isPublicKey(publicKeyBase64: string): boolean {
  return parseKey(publicKeyBase64) !== null;
}

function parseKey(publicKeyBase64: string): KeyObject | null {
  const raw = Buffer.from(publicKeyBase64, 'base64');
  if (raw.length !== 32) {
    return null;
  }
  try {
    const spki = Buffer.concat([SPKI_PREFIX, raw]);
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
