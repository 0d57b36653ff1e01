import { basename, join } from 'node:path';
import { writeFully } from './journalFileSystem.ts';
import { SET_ASIDE, withFile, type JournalPlace, type SegmentIndex } from './segmentStore.ts';

/**
 * Moves a segment out of the way, whole and unchanged, with a file that says why. Its good records are read from there;
 * nothing is ever deleted. Where the disk refuses, it stays where it is and the next start tries again.
 */
export async function setAside(
  place: JournalPlace,
  index: SegmentIndex,
  reasons: readonly string[],
): Promise<void> {
  if (index.name.startsWith(SET_ASIDE)) {
    return;
  }
  const name = basename(index.name);
  const aside = `${SET_ASIDE}/${name}`;
  const { directory, fileSystem } = place;
  try {
    await fileSystem.makeDirectory(join(directory, SET_ASIDE));
    if ((await fileSystem.list(join(directory, SET_ASIDE))).includes(name)) {
      return;
    }
    await withFile(place, `${aside}.reason.txt`, 'create', async (file) => {
      await writeFully(file, new TextEncoder().encode(`${reasons.join('\n')}\n`), 0);
      await file.datasync();
    });
    await fileSystem.rename(join(directory, name), join(directory, aside));
    index.name = aside;
    await fileSystem.syncDirectory(join(directory, SET_ASIDE));
    await fileSystem.syncDirectory(directory);
  } catch {
    // Where the segment lies decides nothing: its records are proven one by one wherever it is found.
  }
}
