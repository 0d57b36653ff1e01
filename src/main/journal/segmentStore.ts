import { join } from 'node:path';
import type { ChainHead } from '../../domain/seal.ts';
import type { JournalFile, JournalFileSystem, OpenMode } from './journalFileSystem.ts';

/** Every so many records the reader gets a place to start from. */
const RECORDS_A_MARK = 64;

/** Where damaged segments lie, within the journal's folder. */
export const SET_ASIDE = 'set-aside';

/** The journal's folder and the file system that it is on. */
export interface JournalPlace {
  readonly fileSystem: JournalFileSystem;
  readonly directory: string;
}

/** A place in a segment: before the record at `offset` the chain stood at `head`. */
export interface Mark {
  readonly offset: number;
  readonly head: ChainHead;
}

/** What is known of a segment's records. Changes only after the bytes are durable. */
export interface SegmentIndex {
  /** Its file within the journal's folder; another one once it was set aside. */
  name: string;
  readonly segment: number;
  /** Nothing above this was approved in this segment. */
  readonly lastSequence: number;
  /** The end of the last accepted record, or of the header: a byte offset. */
  endOffset: number;
  records: number;
  /** Ascending. */
  readonly marks: Mark[];
  /** The chain's end after the last accepted record, or as the header states it; null where neither says. */
  after: ChainHead | null;
  /** The latest instant at which one of its sales occurred by the terminal's clock, Unix milliseconds; 0 for none. */
  latestAtMs: number;
  /** Whether a sealed checkpoint tells of it, and whether its bytes were compared with that since the journal was opened. */
  checkpoint: 'none' | 'trusted' | 'compared';
}

/** A segment of which nothing is known yet but its header. */
export function emptyIndex(of: {
  readonly name: string;
  readonly segment: number;
  readonly startOffset: number;
  readonly before: ChainHead | null;
  readonly lastSequence: number;
}): SegmentIndex {
  return {
    name: of.name,
    segment: of.segment,
    lastSequence: of.lastSequence,
    endOffset: of.startOffset,
    records: 0,
    marks: [],
    after: of.before,
    latestAtMs: 0,
    checkpoint: 'none',
  };
}

/** A durable record. */
export interface NotedRecord {
  readonly offset: number;
  /** Exclusive. */
  readonly endOffset: number;
  /** The chain before and after it. */
  readonly before: ChainHead;
  readonly after: ChainHead;
  /** UTC instant of the sale (ISO 8601). */
  readonly occurredAt: string;
}

/** Notes a durable record. */
export function noteRecord(index: SegmentIndex, record: NotedRecord): void {
  if (index.records % RECORDS_A_MARK === 0) {
    index.marks.push({ offset: record.offset, head: record.before });
  }
  index.records += 1;
  index.endOffset = record.endOffset;
  index.after = record.after;
  index.latestAtMs = Math.max(index.latestAtMs, Date.parse(record.occurredAt));
}

/** The name of a segment's file. */
export function segmentName(segment: number): string {
  return `${digits(segment)}.journal`;
}

/** The name of the file that tells of a closed segment. */
export function checkpointName(segment: number): string {
  return `${digits(segment)}.checkpoint`;
}

/** The number of the segment with this name, or null for another file. */
export function segmentNumber(name: string): number | null {
  const number = /^(\d{8,15})\.journal$/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}

/** Opens a file of the journal for `use` and closes it again, whatever comes. */
export async function withFile<Value>(
  place: JournalPlace,
  name: string,
  mode: OpenMode,
  use: (file: JournalFile) => Promise<Value>,
): Promise<Value> {
  const file = await place.fileSystem.open(join(place.directory, name), mode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The length of a file in bytes. Rejects with a system error. */
export async function readFileSize(place: JournalPlace, name: string): Promise<number> {
  return withFile(place, name, 'read', (file) => file.size());
}

function digits(segment: number): string {
  return String(segment).padStart(8, '0');
}
