import { scrypt, timingSafeEqual } from 'node:crypto';
import type { PinVerifier } from '../../domain/operator.ts';
import { fail, ok, type Result } from '../../domain/result.ts';

/** The most memory that one check may take, in bytes. */
const MAXIMUM_MEMORY_BYTES = 256 << 20;
const MINIMUM_KEY_BYTES = 16;
const MAXIMUM_KEY_BYTES = 64;

/** How costly a verifier is; see RFC 7914, section 2. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** The verifier of `pin`. `salt` is random, 16 bytes or more. Rejects where the cost is not valid. */
export async function makeScryptVerifier(
  pin: string,
  salt: Uint8Array,
  cost: ScryptCost,
): Promise<PinVerifier> {
  const key = await deriveScrypt(pin, salt, 32, cost);
  return {
    algorithm: 'scrypt',
    ...cost,
    salt: Buffer.from(salt).toString('base64'),
    key: key.toString('base64'),
  };
}

/** Whether `pin` is the verifier's, in a time that does not tell how much of it was right. */
export async function matchesVerifier(
  pin: string,
  verifier: PinVerifier,
): Promise<Result<boolean, 'unusableVerifier'>> {
  const { cost, blockSize, parallelization } = verifier;
  const expected = Buffer.from(verifier.key, 'base64');
  if (expected.length < MINIMUM_KEY_BYTES || expected.length > MAXIMUM_KEY_BYTES) {
    return fail('unusableVerifier');
  }
  try {
    const salt = Buffer.from(verifier.salt, 'base64');
    const actual = await deriveScrypt(pin, salt, expected.length, {
      cost,
      blockSize,
      parallelization,
    });
    return ok(timingSafeEqual(actual, expected));
  } catch {
    return fail('unusableVerifier');
  }
}

/** scrypt (RFC 7914) of a PIN, `keyBytes` bytes. Rejects where the cost is not valid or takes too much memory. */
export function deriveScrypt(
  pin: string,
  salt: Uint8Array,
  keyBytes: number,
  { cost, blockSize, parallelization }: ScryptCost,
): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: MAXIMUM_MEMORY_BYTES };
  if (!isPossible({ cost, blockSize, parallelization })) {
    return Promise.reject(new RangeError('scrypt cannot be asked with this cost'));
  }
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, keyBytes, options, (error, key) => {
      if (error === null) {
        resolve(key);
      } else {
        reject(error);
      }
    });
  });
}

/**
 * Whether scrypt takes a cost: RFC 7914, section 2, and the memory of section 6. OpenSSL would say so as well, but Node leaves
 * what it said behind, and the next private key that is read fails with it.
 */
function isPossible({ cost, blockSize, parallelization }: ScryptCost): boolean {
  const isPowerOfTwo = cost > 1 && Number.isInteger(Math.log2(cost));
  const memoryBytes = 128 * blockSize * (cost + parallelization + 2);
  return isPowerOfTwo && Math.log2(cost) < 16 * blockSize && memoryBytes <= MAXIMUM_MEMORY_BYTES;
}
