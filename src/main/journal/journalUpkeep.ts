import { basename } from 'node:path';
import { hasCheckpointBytes, writeCheckpoint } from './checkpoint.ts';
import type { JournalCore } from './journalCore.ts';
import type { MarkKeeper } from './markKeeper.ts';
import { pruneJournal } from './prune.ts';
import { setAside } from './setAside.ts';
import { SET_ASIDE, type SegmentIndex } from './segmentStore.ts';

/**
 * What a journal does between sales, a little at a time: checkpoints of closed segments, the mark, pruning, and one old
 * segment compared with its checkpoint. Never rejects: what the disk refuses now is tried again the next time.
 */
export async function keepUp(core: JournalCore, marks: MarkKeeper): Promise<void> {
  await attempt(() => checkpointNext(core));
  await marks.keep();
  await attempt(() => pruneJournal(core, marks));
  await attempt(() => compareNext(core));
}

async function checkpointNext(core: JournalCore): Promise<void> {
  const { place, options, segments } = core;
  const next = closed(segments).find(({ checkpoint }) => checkpoint === 'none');
  if (next !== undefined) {
    await writeCheckpoint(place, options, options.terminal.terminalId, next);
    next.checkpoint = 'compared';
  }
}

/** Damage that came after a segment was closed is found here, at the latest a few hours after the start. */
async function compareNext(core: JournalCore): Promise<void> {
  const { place, rules, segments, damage } = core;
  const next = closed(segments).find(({ checkpoint }) => checkpoint === 'trusted');
  if (next === undefined) {
    return;
  }
  next.checkpoint = 'compared';
  if (!(await hasCheckpointBytes(place, rules, next))) {
    const message = 'its bytes are no longer those that its checkpoint tells of';
    damage.add(basename(next.name), message);
    await setAside(place, next, [message]);
  }
}

/** Segments to which nothing is added any more and in which nothing is wrong. */
function closed(segments: readonly SegmentIndex[]): SegmentIndex[] {
  return segments.slice(0, -1).filter(({ name }) => !name.startsWith(SET_ASIDE));
}

async function attempt(task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch {
    // The next call tries again.
  }
}
