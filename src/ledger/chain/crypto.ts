import { createHash, createHmac, createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { tokenInput, type Credential } from '../../domain/identity/credential.ts';

/** SHA-256 of the UTF-8 bytes of `text`, 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
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
  const key = ed25519Key(publicKeyBase64);
  return (
    key !== null &&
    verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signatureBase64, 'base64'))
  );
}

/** Says of each text, in order, what `verifyEd25519` says of it by one key. */
export type VerifyEach = (
  publicKeyBase64: string,
  signed: readonly { readonly text: string; readonly signatureBase64: string }[],
) => Promise<boolean[]>;

/** On this thread, one after the other. */
export const verifyEachInTurn: VerifyEach = (publicKeyBase64, signed) =>
  Promise.resolve(
    signed.map(({ text, signatureBase64 }) =>
      verifyEd25519(publicKeyBase64, text, signatureBase64),
    ),
  );

/**
 * On other threads than this one: a signature takes as long to check as all else that a push does to a transaction here.
 * When they are done is up to the system.
 */
export const verifyEachOnThreads: VerifyEach = async (publicKeyBase64, signed) => {
  const key = ed25519Key(publicKeyBase64);
  return Promise.all(
    signed.map(async ({ text, signatureBase64 }) =>
      key === null
        ? false
        : verifyApart(key, Buffer.from(text, 'utf8'), Buffer.from(signatureBase64, 'base64')),
    ),
  );
};

function verifyApart(key: KeyObject, text: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, text, key, signature, (error, isGood) => {
      if (error === null) {
        resolve(isGood);
      } else {
        reject(error);
      }
    });
  });
}

function ed25519Key(publicKeyBase64: string): KeyObject | null {
  const raw = Buffer.from(publicKeyBase64, 'base64');
  return raw.length === 32
    ? createPublicKey({
        format: 'jwk',
        key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
      })
    : null;
}
