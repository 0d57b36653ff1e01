import { createPrivateKey, createPublicKey, createHash, sign, verify } from 'node:crypto';

/** The key of a simulated terminal. */
export interface TerminalKey {
  /** Raw 32 bytes in base64, as the ledger keeps it. */
  readonly publicKey: string;
  sign(text: string): string;
  verify(text: string, signatureBase64: string): boolean;
}

/** PKCS #8 around a raw Ed25519 seed (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same key for the same name every time: signatures of Ed25519 are deterministic, too (RFC 8032). */
export function terminalKey(name: string): TerminalKey {
  const seed = createHash('sha256').update(`simulated terminal ${name}`).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (text, signature) =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  };
}
