import { fail, ok } from '../../domain/result.ts';
import type { KeyStore, KeyStoreFailure } from './keyStore.ts';

/** Encrypts for this user of this computer, as the operating system's key store does it. Both reject when it cannot. */
export interface SecretSealer {
  seal(secret: Uint8Array): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** Keeps secrets in `inner`, sealed: a copy of the files is of no use elsewhere. */
export function sealedKeyStore(inner: KeyStore, sealer: SecretSealer): KeyStore {
  return {
    async read(name) {
      const sealed = await inner.read(name);
      if (!sealed.ok || sealed.value === null) {
        return sealed;
      }
      try {
        return ok(await sealer.open(sealed.value));
      } catch {
        return fail(refusedBySystem(`open the secret ${name}`));
      }
    },
    async write(name, secret) {
      let sealed: Uint8Array;
      try {
        sealed = await sealer.seal(secret);
      } catch {
        return fail(refusedBySystem(`seal the secret ${name}`));
      }
      return inner.write(name, sealed);
    },
    remove: (name) => inner.remove(name),
  };
}

function refusedBySystem(doing: string): KeyStoreFailure {
  return {
    code: 'keyStoreFailed',
    message: `The operating system's key store would not ${doing}. Sign in as the user who enrolled this terminal and unlock the key store, or enrol it again.`,
  };
}
