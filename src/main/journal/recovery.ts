import { basename } from 'node:path';
import { GENESIS_HEAD, type ChainHead } from '../../domain/seal.ts';
import { ok, type Result } from '../../domain/result.ts';
import { ChainWalker, type ChainRules } from './chainWalker.ts';
import { trustedIndex } from './checkpoint.ts';
import type { DamageList } from './damage.ts';
import { findSegments, type FoundSegment } from './findSegments.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readRange } from './journalFileSystem.ts';
import {
  FORMAT_VERSION,
  MAXIMUM_HEADER_BYTES,
  MAXIMUM_PAYLOAD_BYTES,
  SEGMENT_BYTES,
} from './segmentFormat.ts';
import { maybeTornAppend, payloadOf, scanRecords, withoutReserve } from './segmentScan.ts';
import {
  emptyIndex,
  noteRecord,
  segmentName,
  withFile,
  type JournalPlace,
  type SegmentIndex,
} from './segmentStore.ts';
import { setAside } from './setAside.ts';
import { cutTornTail, settleTail } from './tail.ts';

/** The most of a segment that is looked at: more than one that this code wrote can have. */
const MAXIMUM_SEGMENT_BYTES = SEGMENT_BYTES + MAXIMUM_PAYLOAD_BYTES + MAXIMUM_HEADER_BYTES;

/** Where the journal lies and what proves it. */
export interface RecoveryOptions extends ChainRules, JournalPlace {
  /** The ledger's head at enrolment: where an empty journal starts. */
  readonly head: ChainHead;
  /** From this segment on none may be missing; 1 where none were pruned. */
  readonly firstSegment: number;
  /** Takes what is found wrong. */
  readonly damage: DamageList;
}

/** The journal as it was found. */
export interface RecoveredJournal {
  readonly segments: SegmentIndex[];
  readonly head: ChainHead;
  /** The chain before the first segment's first record. */
  readonly start: ChainHead;
  /** The number that the next new segment takes. */
  readonly nextSegment: number;
  /** Whether the last segment is sound to its end, so that it may be continued. */
  readonly lastIsSound: boolean;
}

interface ReadSegment {
  readonly index: SegmentIndex;
  readonly isSound: boolean;
  readonly lastRecordOffset: number | null;
}

/**
 * Opens the journal as it lies: proves the chain of the last segment and of every other that no checkpoint tells of. Cuts
 * a torn append off the end; a segment in which anything else is wrong is set aside, whole, and what can be read of it
 * counts. Rejects with a system error where the disk fails.
 */
export async function recoverJournal(
  options: RecoveryOptions,
): Promise<Result<RecoveredJournal, JournalFailure>> {
  await options.fileSystem.makeDirectory(options.directory);
  const listed = await findSegments(options, options.terminalId);
  if (!listed.ok) {
    return listed;
  }
  const found = listed.value;
  const { damage } = options;
  const walker = new ChainWalker(options, options.head);
  const segments: SegmentIndex[] = [];
  const start = found[0]?.header?.head ?? (found.length === 0 ? options.head : GENESIS_HEAD);
  let last: ReadSegment | null = null;
  let expectedSegment = options.firstSegment;
  for (const [position, segment] of found.entries()) {
    reportMissing(damage, expectedSegment, segment.segment);
    expectedSegment = Math.max(segment.segment + 1, options.firstSegment);
    enterSegment(walker, options, segment, position === 0);
    last = await openSegment(options, walker, damage, found, position);
    if (!last.isSound) {
      await setAside(options, last.index, damage.of(segment.name));
    }
    segments.push(last.index);
  }
  if (last !== null) {
    await settleTail(options, last.index, last.lastRecordOffset);
    if (!walker.headIsSigned()) {
      damage.add(last.index.name, 'its last transaction is not signed by this terminal’s key');
    }
  }
  const head = checkedHead(options, walker.head, segments, damage);
  const lastVersion = found.at(-1)?.header?.version;
  return ok({
    segments,
    head,
    start,
    nextSegment: expectedSegment,
    lastIsSound:
      last?.isSound === true &&
      lastVersion === FORMAT_VERSION &&
      head.sequence === walker.head.sequence,
  });
}

/** A closed segment by its checkpoint, any other by its records. */
async function openSegment(
  options: RecoveryOptions,
  walker: ChainWalker,
  damage: DamageList,
  found: readonly FoundSegment[],
  position: number,
): Promise<ReadSegment> {
  const segment = found[position];
  const next = found[position + 1]?.header?.head;
  if (segment !== undefined && next !== undefined && segment.name === basename(segment.name)) {
    const index = await trustedIndex(options, options, segment, next.sequence);
    const after = index?.after;
    if (index !== null && after?.hash === next.hash) {
      walker.continueFrom(after);
      return { index, isSound: true, lastRecordOffset: null };
    }
  }
  return readSegment(options, walker, damage, found, position);
}

function reportMissing(damage: DamageList, expected: number, met: number): void {
  if (met > expected) {
    const names = `${segmentName(expected)} to ${segmentName(met - 1)}`;
    damage.add(segmentName(expected), `segments ${names} are missing`);
  }
}

/** Compares what a segment's header says of the chain with what came before, and goes by the header. */
function enterSegment(
  walker: ChainWalker,
  { damage, firstSegment, head: enrolled }: RecoveryOptions,
  { name, header, segment }: FoundSegment,
  isFirst: boolean,
): void {
  if (header === null) {
    damage.add(name, 'its header is damaged, or that of another segment');
    if (isFirst) {
      walker.continueFrom(GENESIS_HEAD);
    }
    return;
  }
  const beginsChain = segment === firstSegment || (isFirst && segment < firstSegment);
  if (beginsChain || (isFirst && header.head.sequence < enrolled.sequence)) {
    walker.continueFrom(header.head);
    return;
  }
  if (header.head.sequence > walker.head.sequence) {
    const first = walker.head.sequence + 1;
    damage.add(name, `transactions ${first} to ${header.head.sequence} are missing before it`);
    walker.continueFrom(header.head);
  } else if (header.head.hash !== walker.head.hash) {
    damage.add(name, 'it does not follow the segment before it');
  }
}

async function readSegment(
  options: RecoveryOptions,
  walker: ChainWalker,
  damage: DamageList,
  found: readonly FoundSegment[],
  position: number,
): Promise<ReadSegment> {
  const segment = found[position];
  if (segment === undefined) {
    throw new RangeError('a segment is read that was not found');
  }
  const { name, header, startOffset } = segment;
  const isLast = position === found.length - 1;
  const { bytes, isTooLong } = await loadSegment(options, name);
  const index = emptyIndex({
    name,
    segment: segment.segment,
    startOffset,
    before: header?.head ?? null,
    lastSequence: lastSequenceOf(found, position),
  });
  let isSound = header !== null;
  let lastRecordOffset: number | null = null;
  for (const piece of scanRecords(bytes, startOffset)) {
    if (piece.kind === 'unreadable') {
      const isTail = piece.end === bytes.length && !isTooLong;
      if (isLast && isTail && isSound && maybeTornAppend(bytes, piece)) {
        await cutTornTail(options, name, bytes.subarray(piece.offset), piece.offset);
      } else {
        isSound = false;
        damage.add(name, `bytes ${piece.offset} to ${piece.end} are unreadable`);
      }
      continue;
    }
    const before = walker.head;
    const step = walker.take(payloadOf(bytes, piece), index.lastSequence);
    if (step.damage !== null) {
      isSound = isSound && step.kind === 'accepted';
      damage.add(name, step.damage);
    }
    if (step.kind === 'accepted') {
      noteRecord(index, {
        offset: piece.offset,
        endOffset: piece.end,
        before,
        after: walker.head,
        occurredAt: step.transaction.body.occurredAt,
      });
      lastRecordOffset = piece.offset;
    }
  }
  if (isTooLong) {
    isSound = false;
    damage.add(name, 'it is longer than a segment can be');
  }
  return { index, isSound, lastRecordOffset };
}

async function loadSegment(
  options: RecoveryOptions,
  name: string,
): Promise<{ bytes: Uint8Array; isTooLong: boolean }> {
  return withFile(options, name, 'read', async (file) => {
    const sizeBytes = await file.size();
    const bytes = await readRange(file, 0, Math.min(sizeBytes, MAXIMUM_SEGMENT_BYTES));
    return { bytes: withoutReserve(bytes), isTooLong: sizeBytes > MAXIMUM_SEGMENT_BYTES };
  });
}

/** The next readable header says where this segment ended; what lies beyond was given up after a failed write. */
function lastSequenceOf(found: readonly FoundSegment[], position: number): number {
  const next = found.slice(position + 1).find(({ header }) => header !== null);
  return next?.header?.head.sequence ?? Number.MAX_SAFE_INTEGER;
}

/** The head to go on from: never below what the ledger had at enrolment, so that no sequence is used twice. */
function checkedHead(
  options: RecoveryOptions,
  reached: ChainHead,
  segments: readonly SegmentIndex[],
  damage: DamageList,
): ChainHead {
  const name = segments.at(-1)?.name;
  if (name === undefined) {
    return options.head;
  }
  if (reached.sequence < options.head.sequence) {
    damage.add(
      name,
      `it ends at transaction ${reached.sequence}, but the ledger had ${options.head.sequence} when this terminal was enrolled: an old copy was restored`,
    );
    return options.head;
  }
  return reached;
}
