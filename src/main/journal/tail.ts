import { writeFully, readRange } from './journalFileSystem.ts';
import { withFile, type JournalPlace, type SegmentIndex } from './segmentStore.ts';

/**
 * Cuts an interrupted append off a segment at byte `offset`. The bytes are first made durable in a file beside it, so
 * that nothing is lost without a trace. May be repeated after a crash in between.
 */
export async function cutTornTail(
  place: JournalPlace,
  name: string,
  tail: Uint8Array,
  offset: number,
): Promise<void> {
  const aside = await asideName(place, `${name}.${offset}`);
  await withFile(place, aside, 'create', async (file) => {
    await writeFully(file, tail, 0);
    await file.datasync();
  });
  await place.fileSystem.syncDirectory(place.directory);
  await withFile(place, name, 'edit', async (file) => {
    await file.truncate(offset);
    await file.datasync();
  });
}

/**
 * Makes what was found durable before anybody relies on it. A process that was killed may have left a last record in the
 * system's cache alone, or on a page whose write had failed and that counts as clean since: so the record is
 * written again, in place and with the same bytes, and synced with the directory.
 */
export async function settleTail(
  place: JournalPlace,
  index: SegmentIndex,
  lastRecordOffset: number | null,
): Promise<void> {
  await withFile(place, index.name, 'edit', async (file) => {
    if (lastRecordOffset !== null) {
      const record = await readRange(file, lastRecordOffset, index.endOffset - lastRecordOffset);
      await writeFully(file, record, lastRecordOffset);
    }
    await file.datasync();
  });
  await place.fileSystem.syncDirectory(place.directory);
}

async function asideName(place: JournalPlace, stem: string): Promise<string> {
  const taken = new Set(await place.fileSystem.list(place.directory));
  let name = `${stem}.torn`;
  for (let copy = 2; taken.has(name); copy += 1) {
    name = `${stem}.${copy}.torn`;
  }
  return name;
}
