import type { SafeStorage } from 'electron';
import type { SecretSealer } from '../keyStore/sealedKeyStore.ts';

/**
 * Seals secrets with the operating system's key store. Electron seals texts, so bytes travel as base64. Rejects where the
 * system has no key store that protects: on Linux "basic_text" would be a password that everybody knows.
 */
export function safeStorageSealer(safeStorage: SafeStorage): SecretSealer {
  const requireKeyStore = async () => {
    const isThere = await safeStorage.isAsyncEncryptionAvailable();
    const isPlain =
      process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
    if (!isThere || isPlain) {
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
