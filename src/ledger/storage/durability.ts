import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { assert } from '../../domain/assert.ts';

/**
 * PGlite starts PostgreSQL with fsync off, and Emscripten's NODEFS has no fsync at all: a commit would survive the end
 * of the process but not of the power. These parameters turn it on again, by a method that reaches the file system.
 */
export const durableStartParams: string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];

/** Puts what was written to a file descriptor on the disk, e.g. `fsyncSync`. */
export type Flush = (descriptor: number) => void;

const DATA_PATH = '/pglite/data';

/** Files that are flushed at a time. */
const FLUSHES = 32;

/** Gives the file system of `database`, opened in a folder, an fsync that reaches the disk. */
export function passOnFsync(database: PGlite, flush: Flush): void {
  const files = property(database.Module, 'FS');
  const lookupPath = property(files, 'lookupPath');
  assert(typeof lookupPath === 'function', 'Emscripten offers its file system');
  const found: unknown = Reflect.apply(lookupPath, files, [DATA_PATH, {}]);
  const type = property(property(property(found, 'node'), 'mount'), 'type');
  const operations = property(type, 'stream_ops');
  assert(isRecord(operations) && 'write' in operations, 'PGlite keeps a folder in NODEFS');
  operations['fsync'] = (stream: unknown): number => {
    const descriptor = property(stream, 'nfd');
    if (typeof descriptor === 'number') {
      flush(descriptor);
    }
    return 0;
  };
}

/** Flushes every file below `folder`: for a database that was created before its fsync reached the disk. */
export async function flushFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (let from = 0; from < files.length; from += FLUSHES) {
    await Promise.all(
      files.slice(from, from + FLUSHES).map(async (entry) => {
        const file = await open(join(entry.parentPath, entry.name), 'r+');
        await file.sync().finally(() => file.close());
      }),
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
