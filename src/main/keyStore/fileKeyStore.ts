import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../domain/assert.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { readFileIfThere, systemErrorCode, writeFileAtomically } from '../files/atomicFile.ts';
import { syncDirectory } from '../files/syncDirectory.ts';
import type { KeyStore, KeyStoreFailure } from './keyStore.ts';

/** Where secrets are kept, and who hears of what a person should know. */
export interface FileKeyStoreOptions {
  readonly directory: string;
  /** Hears that a file was open to others and was closed to them. */
  readonly warn: (message: string) => void;
}

const OPEN_TO_OTHERS = 0o077;

/** Keeps each secret in a file of its own that only its owner may read (0600, in a folder with 0700). */
export function fileKeyStore({ directory, warn }: FileKeyStoreOptions): KeyStore {
  const pathOf = (name: string) => {
    assert(/^[a-z][a-z-]{0,63}$/.test(name), 'a secret has a plain name');
    return join(directory, `${name}.key`);
  };
  return {
    read: (name) =>
      attempt(`read the secret ${name}`, async () => {
        const path = pathOf(name);
        const secret = await readFileIfThere(path);
        if (secret !== null) {
          await closeToOthers(path, 0o600, warn);
          await closeToOthers(directory, 0o700, warn);
        }
        return secret;
      }),
    write: (name, secret) =>
      attempt(`keep the secret ${name}`, async () => {
        await makeDirectory(directory);
        await closeToOthers(directory, 0o700, warn);
        await writeFileAtomically(pathOf(name), secret);
      }),
    remove: (name) =>
      attempt(`remove the secret ${name}`, async () => {
        if ((await readFileIfThere(pathOf(name))) !== null) {
          await rm(pathOf(name));
          await syncDirectory(directory);
        }
      }),
  };
}

/** Windows has no such modes: there the folder of the user's profile is the wall. */
async function closeToOthers(
  path: string,
  mode: number,
  warn: (message: string) => void,
): Promise<void> {
  if (process.platform !== 'win32' && ((await stat(path)).mode & OPEN_TO_OTHERS) !== 0) {
    await chmod(path, mode);
    warn(
      `${path} was open to other users of this computer and is closed to them now. If others used this computer, enrol the terminal again to give it new keys.`,
    );
  }
}

async function attempt<Value>(
  doing: string,
  action: () => Promise<Value>,
): Promise<Result<Value, KeyStoreFailure>> {
  try {
    return ok(await action());
  } catch (error) {
    return fail({
      code: 'keyStoreFailed',
      message: `The key store could not ${doing} (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk.`,
    });
  }
}
