import { GENESIS_HEAD, type ChainHead } from '../../domain/seal.ts';
import { ok, type Result } from '../../domain/result.ts';
import { ChainWalker, type ChainRules } from './chainWalker.ts';
import { DamageList, type Damage } from './damage.ts';
import { findSegments, type FoundSegment } from './findSegments.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readRange, type JournalFileSystem } from './journalFileSystem.ts';
import { MAXIMUM_HEADER_BYTES, MAXIMUM_PAYLOAD_BYTES, SEGMENT_BYTES } from './segmentFormat.ts';
import { maybeTornAppend, payloadOf, scanRecords, withoutReserve } from './segmentScan.ts';
import { noteRecord, segmentName, withFile, type SegmentIndex } from './segmentStore.ts';
import { cutTornTail, settleTail } from './tail.ts';

/** The most of a segment that is looked at: more than one that this code wrote can have. */
const MAXIMUM_SEGMENT_BYTES = SEGMENT_BYTES + MAXIMUM_PAYLOAD_BYTES + MAXIMUM_HEADER_BYTES;

/** Where the journal lies and what proves it. */
export interface RecoveryOptions extends ChainRules {
  readonly fileSystem: JournalFileSystem;
  readonly directory: string;
  /** The ledger's head at enrolment: where an empty journal starts. */
  readonly head: ChainHead;
}

/** The journal as it was found. */
export interface RecoveredJournal {
  readonly segments: SegmentIndex[];
  readonly head: ChainHead;
  readonly damage: readonly Damage[];
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
 * Reads the whole journal, a segment at a time, and proves its chain. Cuts a torn append off the end; anything else that
 * is wrong is kept as it is and listed. Rejects with a system error where the disk fails.
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
  const damage = new DamageList();
  const walker = new ChainWalker(options, options.head);
  const segments: SegmentIndex[] = [];
  let last: ReadSegment | null = null;
  let expectedSegment = 1;
  for (const [position, segment] of found.entries()) {
    reportMissing(damage, expectedSegment, segment.segment);
    expectedSegment = segment.segment + 1;
    enterSegment(walker, damage, segment, options.head, position === 0);
    last = await readSegment(options, walker, damage, found, position);
    segments.push(last.index);
  }
  if (last !== null) {
    await settleTail(options, last.index, last.lastRecordOffset);
    if (!walker.headIsSigned()) {
      damage.add(last.index.name, 'its last transaction is not signed by this terminal’s key');
    }
  }
  const head = checkedHead(options, walker.head, segments, damage);
  return ok({
    segments,
    head,
    damage: damage.entries,
    nextSegment: expectedSegment,
    lastIsSound: last?.isSound === true && head.sequence === walker.head.sequence,
  });
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
  damage: DamageList,
  { name, header }: FoundSegment,
  enrolled: ChainHead,
  isFirst: boolean,
): void {
  if (header === null) {
    damage.add(name, 'its header is damaged, or that of another segment');
    if (isFirst) {
      walker.continueFrom(GENESIS_HEAD);
    }
    return;
  }
  if (isFirst && header.head.sequence < enrolled.sequence) {
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
  const index: SegmentIndex = {
    name,
    lastSequence: lastSequenceOf(found, position),
    endOffset: startOffset,
    records: 0,
    marks: [],
  };
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
      noteRecord(index, { offset: piece.offset, head: before }, piece.end);
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
