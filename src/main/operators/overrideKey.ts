import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { overrideKeySalt } from '../../domain/managerOverride.ts';
import type { PinVerifier } from '../../domain/operator.ts';
import { deriveScrypt } from './scryptVerifier.ts';

/** An Ed25519 private key in PKCS #8 (RFC 8410, section 7) up to its 32-byte seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** A manager's key for overrides, while the PIN is at hand. The private half stays inside and is kept nowhere. */
interface OverrideKey {
  /** Raw public key, 32 bytes, base64. */
  readonly publicKeyBase64: string;
  /** The Ed25519 signature (RFC 8032) over the UTF-8 bytes of `text`, 64 bytes, base64. */
  sign(text: string): string;
}

/** The key of `pin`. Rejects where the verifier's cost is not valid. */
export async function deriveOverrideKey(pin: string, verifier: PinVerifier): Promise<OverrideKey> {
  const salt = Buffer.from(overrideKeySalt(verifier.salt), 'utf8');
  const seed = await deriveScrypt(pin, salt, SEED_BYTES, verifier);
  const pkcs8 = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  seed.fill(0);
  pkcs8.fill(0);
  // In a SubjectPublicKeyInfo of RFC 8410 the raw key is the last 32 bytes.
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    publicKeyBase64: raw.toString('base64'),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}
