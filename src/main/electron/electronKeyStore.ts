import type { SafeStorage } from 'electron';
import { existsSync } from 'node:fs';
import { fileKeyStore } from '../keyStore/fileKeyStore.ts';
import type { KeyStore } from '../keyStore/keyStore.ts';
import { sealedKeyStore } from '../keyStore/sealedKeyStore.ts';
import { canSeal, safeStorageSealer } from './safeStorageSealer.ts';

/**
 * The terminal's secrets, sealed by the operating system's key store. Where a computer has none, or where the browser host
 * enrolled this profile, they lie in files for their owner alone, and a warning says so. Secrets once sealed are never
 * looked for anywhere else.
 */
export async function electronKeyStore(
  keysDirectory: string,
  safeStorage: SafeStorage,
  warn: (message: string) => void,
): Promise<KeyStore> {
  const plain = fileKeyStore({ directory: keysDirectory, warn });
  const sealedDirectory = `${keysDirectory}-sealed`;
  const isPlain = existsSync(keysDirectory);
  if (!isPlain && (existsSync(sealedDirectory) || (await canSeal(safeStorage)))) {
    const files = fileKeyStore({ directory: sealedDirectory, warn });
    return sealedKeyStore(files, safeStorageSealer(safeStorage));
  }
  warn(
    'The keys of this terminal are kept in files that only this user may read, not in the key store of the operating system.',
  );
  return plain;
}
