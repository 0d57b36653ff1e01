import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the bundles are made of. */
const SOURCES = ['src', 'scripts/support/buildBundles.ts', 'vite.config.ts', 'package-lock.json'];

/** A hash over the names and contents of all sources: the same as long as nothing changed that a bundle could hold. */
export async function sourceStamp(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of await filesUnder(join(root, source))) {
      hash.update(`${path.slice(root.length)}\0`).update(await readFile(path));
    }
  }
  return hash.digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') {
      return [path];
    }
    throw error;
  }
}
