import { join } from 'node:path';
import type { ChainHead } from '../../domain/seal.ts';
import { isSystemError } from '../files/atomicFile.ts';
import type { JournalCore } from './journalCore.ts';
import type { MarkKeeper } from './markKeeper.ts';
import { checkpointName, SET_ASIDE, type SegmentIndex } from './segmentStore.ts';

/**
 * Deletes the oldest whole segments in which every sale is confirmed, by a mark that is durable, and older than the
 * retention time by the ledger's clock. The mark first remembers where the chain begins now. What was set aside is no
 * longer part of the chain then, but its files stay. Gives how many segments went; rejects with a system error.
 */
export async function pruneJournal(core: JournalCore, marks: MarkKeeper): Promise<number> {
  const { options, place, segments } = core;
  const nowMs = options.retention?.ledgerNowMs() ?? null;
  if (options.retention === undefined || nowMs === null || core.stopped !== null) {
    return 0;
  }
  const oldestMs = nowMs - options.retention.retentionMs;
  const mayGo = (segment: SegmentIndex, at: number) => {
    const next = segments[at + 1];
    const end = next === undefined ? null : beforeOf(next);
    return (
      (segment.checkpoint !== 'none' || isAside(segment)) &&
      end !== null &&
      end.sequence <= marks.confirmedSequence &&
      segment.latestAtMs < oldestMs
    );
  };
  const kept = segments.findIndex((segment, at) => !mayGo(segment, at));
  const going = segments.slice(0, Math.max(kept, 0));
  const first = segments[going.length];
  const start = first === undefined || going.length === 0 ? null : beforeOf(first);
  if (first === undefined || start === null || !(await marks.keepCut(first.segment, start))) {
    return 0;
  }
  core.start = start;
  core.firstSegment = first.segment;
  for (const segment of going) {
    segments.shift();
    if (!isAside(segment)) {
      await removeIfThere(core, checkpointName(segment.segment));
      await removeIfThere(core, segment.name);
    }
  }
  await place.fileSystem.syncDirectory(place.directory);
  return going.length;
}

/** The chain before a segment's first record, null where nothing says. */
function beforeOf(segment: SegmentIndex): ChainHead | null {
  return segment.marks[0]?.head ?? segment.after;
}

function isAside({ name }: SegmentIndex): boolean {
  return name.startsWith(SET_ASIDE);
}

async function removeIfThere({ place }: JournalCore, name: string): Promise<void> {
  try {
    await place.fileSystem.remove(join(place.directory, name));
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) {
      throw error;
    }
  }
}
