import { createHash } from 'node:crypto';

const CHECK_BYTES = 8;

/** A key with its check value behind it: the first 8 bytes of the SHA-256 over its name, a zero byte and the key. */
export function withCheck(name: string, key: Uint8Array): Uint8Array {
  return Buffer.concat([key, checkOf(name, key)]);
}

/** What is kept under a key's name. */
export type KeptKey =
  | { readonly kind: 'checked'; readonly key: Uint8Array }
  /** From before keys had a check value; to be kept again with one. */
  | { readonly kind: 'unchecked'; readonly key: Uint8Array }
  | { readonly kind: 'damaged' };

/** Takes a key of `lengthBytes` apart from its check value; tells one that was changed, also where its length is right. */
export function parseKept(name: string, kept: Uint8Array, lengthBytes: number): KeptKey {
  if (kept.length === lengthBytes) {
    return { kind: 'unchecked', key: kept };
  }
  const key = kept.subarray(0, lengthBytes);
  return kept.length === lengthBytes + CHECK_BYTES &&
    checkOf(name, key).equals(kept.subarray(lengthBytes))
    ? { kind: 'checked', key }
    : { kind: 'damaged' };
}

function checkOf(name: string, key: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\0`).update(key).digest().subarray(0, CHECK_BYTES);
}
