import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncDirectory } from './syncDirectory.ts';

/**
 * Makes a directory for its owner alone (0700), with those above it; one that is there is fine. Returns once the new names
 * are on the disk: a file is only as durable as the way to it. Rejects with a system error.
 */
export async function makeDirectory(directory: string): Promise<void> {
  const firstMade = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) {
    return;
  }
  const top = dirname(resolve(firstMade));
  for (let parent = dirname(resolve(directory)); ; parent = dirname(parent)) {
    await syncDirectory(parent);
    if (parent === top || parent === dirname(parent)) {
      return;
    }
  }
}
