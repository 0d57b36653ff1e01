import { dirname, join } from 'node:path';
import { isSystemError } from '../files/atomicFile.ts';
import { readRange, writeFully } from './journalFileSystem.ts';
import { withFile, type JournalPlace } from './segmentStore.ts';

/** Replaces a small file of the journal as a whole: after a crash at any instant the old content is there, or the new. */
export async function replaceFile(
  place: JournalPlace,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const { directory, fileSystem } = place;
  await withFile(place, `${name}.new`, 'create', async (file) => {
    await writeFully(file, content, 0);
    await file.datasync();
  });
  await fileSystem.rename(join(directory, `${name}.new`), join(directory, name));
  await fileSystem.syncDirectory(dirname(join(directory, name)));
}

/** The content of a file, at most `maximumBytes` of it; null where there is none. Rejects with a system error. */
export async function readFileOf(
  place: JournalPlace,
  name: string,
  maximumBytes: number,
): Promise<Uint8Array | null> {
  try {
    return await withFile(place, name, 'read', async (file) =>
      readRange(file, 0, Math.min(await file.size(), maximumBytes)),
    );
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) {
      return null;
    }
    throw error;
  }
}
