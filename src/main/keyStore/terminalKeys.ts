import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { fail, ok, type Result } from '../../domain/result.ts';
import { parseKept, withCheck } from './keyCheck.ts';
import type { KeyStore, KeyStoreFailure } from './keyStore.ts';

/** Two places for the signing key: a new enrolment's lies beside the old one's until it is in force. */
export const signingKeyNames = ['signing-key', 'other-signing-key'] as const;
export type SigningKeyName = (typeof signingKeyNames)[number];

const TOKEN_KEY = 'token-key';
const TOKEN_KEY_BYTES = 32;
/** An Ed25519 private key in PKCS #8 without attributes (RFC 8410, section 7). */
const PKCS8_BYTES = 48;

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
  name: SigningKeyName = 'signing-key',
): Promise<Result<SigningKey, KeyStoreFailure>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const written = await keyStore.write(name, withCheck(name, pkcs8));
  return written.ok ? ok(signingKeyOf(privateKey)) : written;
}

/** The key pair that is kept, or null where there is none. */
export async function loadSigningKey(
  keyStore: KeyStore,
  name: SigningKeyName = 'signing-key',
): Promise<Result<SigningKey | null, KeyStoreFailure>> {
  const pkcs8 = await loadChecked(keyStore, name, PKCS8_BYTES);
  if (!pkcs8.ok || pkcs8.value === null) {
    return pkcs8.ok ? ok(null) : pkcs8;
  }
  const privateKey = parsePrivateKey(pkcs8.value);
  return privateKey === null ? fail(damaged(name)) : ok(signingKeyOf(privateKey));
}

/** Keeps the chain's token key (HMAC-SHA-256, 32 bytes, base64 as enrolment gives it). */
export async function keepTokenKey(
  keyStore: KeyStore,
  tokenKeyBase64: string,
): Promise<Result<void, KeyStoreFailure>> {
  const key = Buffer.from(tokenKeyBase64, 'base64');
  return key.length === TOKEN_KEY_BYTES
    ? keyStore.write(TOKEN_KEY, withCheck(TOKEN_KEY, key))
    : fail(damaged(TOKEN_KEY));
}

/** The chain's token key, 32 bytes, or null where none is kept. */
export async function loadTokenKey(
  keyStore: KeyStore,
): Promise<Result<Uint8Array | null, KeyStoreFailure>> {
  return loadChecked(keyStore, TOKEN_KEY, TOKEN_KEY_BYTES);
}

/** A key as it was kept. One from before there were check values gets one now. */
async function loadChecked(
  keyStore: KeyStore,
  name: string,
  lengthBytes: number,
): Promise<Result<Uint8Array | null, KeyStoreFailure>> {
  const kept = await keyStore.read(name);
  if (!kept.ok || kept.value === null) {
    return kept;
  }
  const parsed = parseKept(name, kept.value, lengthBytes);
  if (parsed.kind === 'damaged') {
    return fail(damaged(name));
  }
  const rewritten =
    parsed.kind === 'checked'
      ? ok(undefined)
      : await keyStore.write(name, withCheck(name, parsed.key));
  return rewritten.ok ? ok(parsed.key) : rewritten;
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
    message: `The ${what.replace('-', ' ')} in this profile is damaged. Restore the profile from a copy; or move its file enrolment.json and its folder keys away, then enrol the terminal again with a new code.`,
  };
}
