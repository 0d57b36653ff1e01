import { basename } from 'node:path';
import { systemErrorCode } from '../files/atomicFile.ts';
import { ChainWalker } from './chainWalker.ts';
import type { JournalCore } from './journalCore.ts';
import { readRange } from './journalFileSystem.ts';
import { payloadOf, scanRecords } from './segmentScan.ts';
import { withFile, type SegmentIndex } from './segmentStore.ts';
import { setAside } from './setAside.ts';
import { stoppedByDisk } from './standing.ts';

/**
 * After a failed sync: a later one that succeeds proves nothing of this file, so it gets none. What was approved in it is
 * read back and proven, then the segment is set aside. Rejects, and stops the journal, where a sale is gone;
 * rejects with a system error where it cannot be read just now.
 */
export async function verifyAfterFailedSync(
  core: JournalCore,
  index: SegmentIndex,
  error: unknown,
): Promise<void> {
  const { damage, place } = core;
  const name = basename(index.name);
  const reason = `a sync of it failed (${systemErrorCode(error)})`;
  const readable = await countReadable(core, index);
  if (readable < index.records) {
    damage.add(name, `${reason}, and ${index.records - readable} of its sales are gone`);
    core.stopped ??= stoppedByDisk(name);
  }
  await setAside(place, index, [`${reason}; ${readable} of ${index.records} sales were read back`]);
  if (readable < index.records) {
    throw Object.assign(new Error(core.stopped ?? reason), { code: 'EIO' });
  }
}

async function countReadable(core: JournalCore, index: SegmentIndex): Promise<number> {
  const first = index.marks[0];
  if (first === undefined) {
    return 0;
  }
  const bytes = await withFile(core.place, index.name, 'read', (file) =>
    readRange(file, first.offset, index.endOffset - first.offset),
  );
  const walker = new ChainWalker(core.rules, first.head);
  let readable = 0;
  for (const piece of scanRecords(bytes, 0)) {
    const step =
      piece.kind === 'record'
        ? walker.take(payloadOf(bytes, piece), Number.MAX_SAFE_INTEGER)
        : null;
    readable += step?.kind === 'accepted' ? 1 : 0;
  }
  return readable;
}
