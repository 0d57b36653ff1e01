import { createPrivateKey, createPublicKey, scryptSync } from 'node:crypto';
import { overrideKeySalt } from '../../domain/managerOverride.ts';
import type { Operator, PinVerifier } from '../../domain/operator.ts';

/** How slow guessing a PIN is; see RFC 7914, section 2. */
const COST = { cost: 16_384, blockSize: 8, parallelization: 1 };

/** An Ed25519 private key in PKCS #8 (RFC 8410, section 7) up to its 32-byte seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What terminals get of an operator's PIN: its verifier, and of a manager the public key for overrides. */
export interface OperatorCredential {
  readonly pinVerifier: PinVerifier;
  readonly overrideKey?: string;
}

/** The credential of `pin`. `salt` is random, 16 bytes. */
export function operatorCredential(
  pin: string,
  salt: Uint8Array,
  role: Operator['role'],
): OperatorCredential {
  const saltBase64 = Buffer.from(salt).toString('base64');
  const key = scryptSync(pin, salt, 32, COST).toString('base64');
  const pinVerifier = { algorithm: 'scrypt', ...COST, salt: saltBase64, key } as const;
  return role === 'manager'
    ? { pinVerifier, overrideKey: overridePublicKey(pin, saltBase64) }
    : { pinVerifier };
}

function overridePublicKey(pin: string, verifierSalt: string): string {
  const seed = scryptSync(pin, overrideKeySalt(verifierSalt), 32, COST);
  const key = Buffer.concat([PKCS8_PREFIX, seed]);
  const publicKey = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  // In a SubjectPublicKeyInfo of RFC 8410 the raw key is the last 32 bytes.
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
}
