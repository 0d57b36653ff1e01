import { join } from 'node:path';
import type { ChainHead } from '../../domain/seal.ts';
import type { JournalFile, JournalFileSystem, OpenMode } from './journalFileSystem.ts';

/** Every so many records the reader gets a place to start from. */
const RECORDS_A_MARK = 64;

/** A place in a segment: before the record at `offset` the chain stood at `head`. */
export interface Mark {
  readonly offset: number;
  readonly head: ChainHead;
}

/** What is known of a segment's records. Changes only after the bytes are durable. */
export interface SegmentIndex {
  readonly name: string;
  /** Nothing above this was approved in this segment. */
  readonly lastSequence: number;
  /** The end of the last accepted record, or of the header: a byte offset. */
  endOffset: number;
  records: number;
  /** Ascending. */
  readonly marks: Mark[];
}

/** Notes a durable record that ends at `endOffset`. */
export function noteRecord(index: SegmentIndex, mark: Mark, endOffset: number): void {
  if (index.records % RECORDS_A_MARK === 0) {
    index.marks.push(mark);
  }
  index.records += 1;
  index.endOffset = endOffset;
}

/** The name of a segment's file. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.journal`;
}

/** The number of the segment with this name, or null for another file. */
export function segmentNumber(name: string): number | null {
  const digits = /^(\d{8,15})\.journal$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Opens a file of the journal for `use` and closes it again, whatever comes. */
export async function withFile<Value>(
  place: { readonly fileSystem: JournalFileSystem; readonly directory: string },
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
