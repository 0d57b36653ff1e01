import type { SafeStorage } from 'electron';
import type { SecretSealer } from '../keyStore/sealedKeyStore.ts';

/** Whether the system has a key store that protects: on Linux "basic_text" is a password that everybody knows. */
export async function canSeal(safeStorage: SafeStorage): Promise<boolean> {
  const isThere = await safeStorage.isAsyncEncryptionAvailable();
  const isOpen =
    process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return isThere && !isOpen;
}

/** Seals secrets with the operating system's key store. Electron seals texts, so bytes travel as base64. */
export function safeStorageSealer(safeStorage: SafeStorage): SecretSealer {
  const requireKeyStore = async () => {
    if (!(await canSeal(safeStorage))) {
      throw new Error('no key store');
    }
  };
  return {
    seal: async (secret) => {
      await requireKeyStore();
      return safeStorage.encryptStringAsync(Buffer.from(secret).toString('base64'));
    },
    open: async (sealed) => {
      await requireKeyStore();
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
      return Buffer.from(result, 'base64');
    },
  };
}
