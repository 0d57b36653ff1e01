import { basename, dirname } from 'node:path';
import type { KeyStore } from '../keyStore/keyStore.ts';
import { readFileOf, replaceFile } from './durableFile.ts';
import type { JournalFileSystem } from './journalFileSystem.ts';
import type { MarkCopy } from './journalMark.ts';

const MARK_SECRET = 'journal-mark';
const MAXIMUM_MARK_BYTES = 16_384;

/** The mark in a file outside of the journal's folder, so that whoever deletes the one does not delete the other. */
export function fileMarkCopy(fileSystem: JournalFileSystem, path: string): MarkCopy {
  const place = { fileSystem, directory: dirname(path) };
  return {
    place: 'in the profile',
    read: () => readFileOf(place, basename(path), MAXIMUM_MARK_BYTES),
    async write(content) {
      await fileSystem.makeDirectory(place.directory);
      await replaceFile(place, basename(path), content);
    },
  };
}

/** The mark in the key store: sealed by the operating system, where there is one that does. */
export function keyStoreMarkCopy(keyStore: KeyStore): MarkCopy {
  return {
    place: 'in the key store',
    async read() {
      const kept = await keyStore.read(MARK_SECRET);
      if (!kept.ok) {
        throw new Error(kept.error.message);
      }
      return kept.value;
    },
    async write(content) {
      const written = await keyStore.write(MARK_SECRET, content);
      if (!written.ok) {
        throw new Error(written.error.message);
      }
    },
  };
}
