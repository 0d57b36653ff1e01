import { open, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from './syncDirectory.ts';

/**
 * Replaces a file as a whole: after a crash at any instant either the old content is there or the new. The file is for
 * its owner alone (0600). Rejects with a system error; then the old content is still there.
 */
export async function writeFileAtomically(path: string, content: Uint8Array): Promise<void> {
  const directory = dirname(path);
  const unfinished = join(directory, `.${basename(path)}.new`);
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, path);
  await syncDirectory(directory);
}

/** The content of a file, or null where there is none. Rejects with a system error. */
export async function readFileIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) {
      return null;
    }
    throw error;
  }
}

/** Whether `error` is the system error with this code. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A system error's code for a message; never a path or content. */
export function systemErrorCode(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  }
  return 'unknown error';
}

/** So many damaged copies are kept of one file; then the last is replaced. */
const MAXIMUM_COPIES = 9;

/** Moves a damaged file aside, so that a person can look at it; gives its new path. Rejects with a system error. */
export async function keepAside(path: string): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const aside = `${path}.damaged-${copy}`;
    if (copy === MAXIMUM_COPIES || (await readFileIfThere(aside)) === null) {
      await rename(path, aside);
      await syncDirectory(dirname(path));
      return aside;
    }
  }
}
