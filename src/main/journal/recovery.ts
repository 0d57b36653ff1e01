import { GENESIS_HEAD, type ChainHead } from '../../domain/seal.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { ChainWalker, type ChainRules } from './chainWalker.ts';
import { DamageList, type Damage } from './damage.ts';
import type { JournalFailure } from './journalFailure.ts';
import { readRange, type JournalFileSystem } from './journalFileSystem.ts';
import {
  MAXIMUM_HEADER_BYTES,
  MAXIMUM_PAYLOAD_BYTES,
  parseHeader,
  SEGMENT_BYTES,
  type ParsedHeader,
} from './segmentFormat.ts';
import { maybeTornAppend, payloadOf, scanRecords } from './segmentScan.ts';
import {
  noteRecord,
  segmentName,
  segmentNumber,
  withFile,
  type SegmentIndex,
} from './segmentStore.ts';
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

interface FoundSegment {
  readonly name: string;
  readonly segment: number;
  readonly parsed: ParsedHeader;
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
  const found = await findSegments(options);
  const refusal = refusalOf(found, options.terminalId);
  if (refusal !== null) {
    return fail({ code: 'journalFailed', message: refusal });
  }
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

async function findSegments(options: RecoveryOptions): Promise<FoundSegment[]> {
  const names = await options.fileSystem.list(options.directory);
  const found: FoundSegment[] = [];
  for (const name of names.sort()) {
    const segment = segmentNumber(name);
    if (segment !== null) {
      const bytes = await withFile(options, name, 'read', (file) =>
        readRange(file, 0, MAXIMUM_HEADER_BYTES),
      );
      found.push({ name, segment, parsed: parseHeader(bytes) });
    }
  }
  return found.sort((one, other) => one.segment - other.segment);
}

/** Why this journal is not for this terminal or this program; null when it is. */
function refusalOf(found: readonly FoundSegment[], terminalId: string): string | null {
  for (const { parsed } of found) {
    if (parsed.kind === 'newerVersion') {
      return `The journal was written by a newer version of this program (format ${parsed.version}). Install that version again.`;
    }
    if (parsed.kind === 'header' && parsed.header.terminalId !== terminalId) {
      return `The journal in this profile belongs to terminal ${parsed.header.terminalId}, not to ${terminalId}. Start with the profile of this terminal.`;
    }
  }
  return null;
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
  { name, segment, parsed }: FoundSegment,
  enrolled: ChainHead,
  isFirst: boolean,
): void {
  if (parsed.kind !== 'header') {
    damage.add(name, 'its header is damaged');
    if (isFirst) {
      walker.continueFrom(GENESIS_HEAD);
    }
    return;
  }
  const { header } = parsed;
  if (header.segment !== segment) {
    damage.add(name, `its header says that it is segment ${header.segment}`);
  }
  if (isFirst && header.head.sequence <= enrolled.sequence) {
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
  const { name, parsed } = segment;
  const isLast = position === found.length - 1;
  const { bytes, sizeBytes } = await loadSegment(options, name);
  const start = parsed.kind === 'header' ? parsed.lengthBytes : 0;
  const index: SegmentIndex = {
    name,
    lastSequence: lastSequenceOf(found, position),
    endOffset: start,
    records: 0,
    marks: [],
  };
  let isSound = parsed.kind === 'header';
  let lastRecordOffset: number | null = null;
  for (const piece of scanRecords(bytes, start)) {
    if (piece.kind === 'unreadable') {
      const isTail = piece.end === bytes.length && bytes.length === sizeBytes;
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
  if (sizeBytes > bytes.length) {
    isSound = false;
    damage.add(name, `it is longer than a segment can be: ${sizeBytes} bytes`);
  }
  return { index, isSound, lastRecordOffset };
}

async function loadSegment(
  options: RecoveryOptions,
  name: string,
): Promise<{ bytes: Uint8Array; sizeBytes: number }> {
  return withFile(options, name, 'read', async (file) => {
    const sizeBytes = await file.size();
    const bytes = await readRange(file, 0, Math.min(sizeBytes, MAXIMUM_SEGMENT_BYTES));
    return { bytes, sizeBytes };
  });
}

/** The next readable header says where this segment ended; what lies beyond was given up after a failed write. */
function lastSequenceOf(found: readonly FoundSegment[], position: number): number {
  for (const { parsed } of found.slice(position + 1)) {
    if (parsed.kind === 'header') {
      return parsed.header.head.sequence;
    }
  }
  return Number.MAX_SAFE_INTEGER;
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
