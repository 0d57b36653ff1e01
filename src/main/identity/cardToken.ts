import { createHmac } from 'node:crypto';
import { assert } from '../../domain/assert.ts';
import { tokenInput, type Credential } from '../../domain/identity/credential.ts';

/** The length of the chain's token key, bytes. */
export const TOKEN_KEY_BYTES = 32;
const TOKEN_HEX_DIGITS = 32;

/**
 * The card's name everywhere outside the host: the first 128 bits of HMAC-SHA-256 (RFC 2104, FIPS 180-4) over its scheme
 * and value, 32 lower-case hexadecimal digits. `tokenKey` is the chain's 32 bytes; without it the number cannot be guessed.
 */
export function cardToken(tokenKey: Uint8Array, credential: Credential): string {
  assert(tokenKey.length === TOKEN_KEY_BYTES, 'a token key is 32 bytes');
  return createHmac('sha256', tokenKey)
    .update(tokenInput(credential), 'utf8')
    .digest('hex')
    .slice(0, TOKEN_HEX_DIGITS);
}
