import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { KeyStore, KeyStoreFailure } from './keyStore.ts';

const SIGNING_KEY = 'signing-key';
const TOKEN_KEY = 'token-key';
const TOKEN_KEY_BYTES = 32;

/** The terminal's Ed25519 key pair (RFC 8032). The private half stays inside. */
export interface SigningKey {
  /** Raw public key, 32 bytes, base64: what enrolment sends. */
  readonly publicKeyBase64: string;
  /** The signature over the UTF-8 bytes of `text`, 64 bytes, base64. */
  sign(text: string): string;
  /** Whether `signatureBase64` is this key's signature over the UTF-8 bytes of `text`. */
  verify(text: string, signatureBase64: string): boolean;
}

/** Makes a new key pair and keeps it, in place of an earlier one. */
export async function createSigningKey(
  keyStore: KeyStore,
): Promise<Result<SigningKey, KeyStoreFailure>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const written = await keyStore.write(SIGNING_KEY, pkcs8);
  return written.ok ? ok(signingKeyOf(privateKey)) : written;
}

/** The key pair that is kept, or null where there is none. */
export async function loadSigningKey(
  keyStore: KeyStore,
): Promise<Result<SigningKey | null, KeyStoreFailure>> {
  const kept = await keyStore.read(SIGNING_KEY);
  if (!kept.ok || kept.value === null) {
    return kept.ok ? ok(null) : kept;
  }
  const privateKey = parsePrivateKey(kept.value);
  return privateKey === null ? fail(damaged('signing key')) : ok(signingKeyOf(privateKey));
}

/** Keeps the chain's token key (HMAC-SHA-256, 32 bytes, base64 as enrolment gives it). */
export async function keepTokenKey(
  keyStore: KeyStore,
  tokenKeyBase64: string,
): Promise<Result<void, KeyStoreFailure>> {
  const key = Buffer.from(tokenKeyBase64, 'base64');
  return key.length === TOKEN_KEY_BYTES
    ? keyStore.write(TOKEN_KEY, key)
    : fail(damaged('token key'));
}

/** The chain's token key, 32 bytes, or null where none is kept. */
export async function loadTokenKey(
  keyStore: KeyStore,
): Promise<Result<Uint8Array | null, KeyStoreFailure>> {
  const kept = await keyStore.read(TOKEN_KEY);
  return kept.ok && kept.value !== null && kept.value.length !== TOKEN_KEY_BYTES
    ? fail(damaged('token key'))
    : kept;
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  // In a SubjectPublicKeyInfo of RFC 8410 the raw key is the last 32 bytes.
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    publicKeyBase64: raw.toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (text, signatureBase64) =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signatureBase64, 'base64')),
  };
}

function parsePrivateKey(pkcs8: Uint8Array): KeyObject | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function damaged(what: string): KeyStoreFailure {
  return {
    code: 'keyStoreFailed',
    message: `The ${what} in this profile is damaged. Restore the profile from a copy; or move its file enrolment.json and its folder keys away, then enrol the terminal again with a new code.`,
  };
}
