import type { SealedTransaction } from '../../domain/transaction.ts';
import { ChainWalker, type ChainRules } from './chainWalker.ts';
import { readRange } from './journalFileSystem.ts';
import { payloadOf, scanRecords } from './segmentScan.ts';
import { withFile, type JournalPlace, type Mark, type SegmentIndex } from './segmentStore.ts';

/** Where to read and what proves it. */
export interface ReaderOptions extends ChainRules, JournalPlace {}

/**
 * Durable transactions with a sequence above `afterSequence`, ascending, at most `limit`. Reads by the rules of
 * recovery, so that what was refused then is not given now. Rejects with a system error where the disk fails.
 */
export async function readTransactions(
  options: ReaderOptions,
  segments: readonly SegmentIndex[],
  afterSequence: number,
  limit: number,
): Promise<SealedTransaction[]> {
  const transactions: SealedTransaction[] = [];
  const first = segments.findLastIndex((segment) => startMark(segment, afterSequence) !== null);
  for (const segment of segments.slice(Math.max(first, 0))) {
    if (transactions.length >= limit) {
      break;
    }
    await readSegment(options, segment, afterSequence, limit, transactions);
  }
  return transactions;
}

async function readSegment(
  options: ReaderOptions,
  segment: SegmentIndex,
  afterSequence: number,
  limit: number,
  into: SealedTransaction[],
): Promise<void> {
  const mark = startMark(segment, afterSequence) ?? segment.marks[0];
  if (mark === undefined) {
    return;
  }
  const bytes = await withFile(options, segment.name, 'read', (file) =>
    readRange(file, mark.offset, segment.endOffset - mark.offset),
  );
  const walker = new ChainWalker(options, mark.head);
  for (const piece of scanRecords(bytes, 0)) {
    if (into.length >= limit) {
      return;
    }
    if (piece.kind === 'record') {
      const step = walker.take(payloadOf(bytes, piece), segment.lastSequence);
      if (step.kind === 'accepted' && step.transaction.body.sequence > afterSequence) {
        into.push(step.transaction);
      }
    }
  }
}

/** The last place in a segment from which nothing above `afterSequence` is passed over. */
function startMark(segment: SegmentIndex, afterSequence: number): Mark | null {
  return segment.marks.findLast((mark) => mark.head.sequence <= afterSequence) ?? null;
}
