import { join } from 'node:path';
import type { ChainHead } from '../../domain/seal.ts';
import { writeFully, type JournalFile } from './journalFileSystem.ts';
import { encodeHeader, SEGMENT_BYTES } from './segmentFormat.ts';
import {
  emptyIndex,
  noteRecord,
  segmentName,
  type JournalPlace,
  type NotedRecord,
  type SegmentIndex,
} from './segmentStore.ts';

const RESERVE_PIECE_BYTES = 256 << 10;

/** Where to write, and on from what. */
export interface SegmentWriterOptions extends JournalPlace {
  readonly terminalId: string;
  /** All segments, ascending; the writer adds the new ones. */
  readonly segments: SegmentIndex[];
  readonly nextSegment: number;
  /** Whether the last segment may be continued. */
  readonly lastIsSound: boolean;
  /** A new segment begins before one grows beyond this. */
  readonly segmentBytes?: number;
  /** Looks at a segment whose sync failed, after it was closed and before another is begun; where it rejects, none is. */
  readonly onFailedSync: (index: SegmentIndex, error: unknown) => Promise<void>;
}

/** A record, where it belongs in the chain, and when its sale was. */
export interface AppendedRecord extends Pick<NotedRecord, 'before' | 'after' | 'occurredAt'> {
  readonly bytes: Uint8Array;
}

interface ActiveSegment {
  readonly file: JournalFile;
  readonly index: SegmentIndex;
}

/**
 * Appends records to the last segment, one at a time. A record counts only once `append` has returned. After a failure
 * the segment is cut back to its last durable record; where that cannot be had for certain it is given up, and the next
 * append begins a new segment, whose header says that nothing beyond the head before it was approved.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #segmentBytes: number;
  #nextSegment: number;
  #continueLast: boolean;
  #active: ActiveSegment | null = null;
  #suspect: { readonly index: SegmentIndex; readonly error: unknown } | null = null;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#nextSegment = options.nextSegment;
    this.#continueLast = options.lastIsSound;
  }

  /** Appends a record and syncs it. Rejects with a system error; then the record does not count. */
  async append(record: AppendedRecord): Promise<void> {
    const { bytes } = record;
    const { file, index } = await this.#segmentFor(bytes.length, record.before);
    const offset = index.endOffset;
    try {
      await writeFully(file, bytes, offset);
    } catch (error) {
      await this.#cutBack(file, offset);
      throw error;
    }
    try {
      await file.datasync();
    } catch (error) {
      // After a failed sync the system may count lost pages as clean: no later sync of this segment would mean anything.
      await this.#cutBack(file, offset);
      await this.#giveUp();
      this.#suspect = { index, error };
      throw error;
    }
    noteRecord(index, { ...record, offset, endOffset: offset + bytes.length });
  }

  /** Closes the file; the writer must not be used again. */
  async close(): Promise<void> {
    const file = this.#active?.file;
    this.#active = null;
    this.#continueLast = false;
    await file?.close();
  }

  async #segmentFor(recordBytes: number, head: ChainHead): Promise<ActiveSegment> {
    const suspect = this.#suspect;
    if (suspect !== null) {
      await this.#options.onFailedSync(suspect.index, suspect.error);
      this.#suspect = null;
    }
    if (this.#active === null && this.#continueLast) {
      const index = this.#options.segments.at(-1);
      if (index !== undefined) {
        this.#active = { file: await this.#open(index.name, 'edit'), index };
      }
      this.#continueLast = false;
    }
    const current = this.#active;
    if (current !== null) {
      const isFull = current.index.endOffset + recordBytes > this.#segmentBytes;
      if (!isFull || current.index.records === 0) {
        return current;
      }
      await this.#giveUp();
    }
    this.#active = await this.#begin(head);
    return this.#active;
  }

  /** A new segment comes under its name only when its header is durable. May be repeated until it succeeds. */
  async #begin(head: ChainHead): Promise<ActiveSegment> {
    const { directory, fileSystem, segments, terminalId } = this.#options;
    const segment = this.#nextSegment;
    const name = segmentName(segment);
    const header = encodeHeader({ terminalId, segment, head });
    const unfinished = await this.#open(`${name}.new`, 'create');
    try {
      await writeFully(unfinished, header, 0);
      await reserve(unfinished, header.length, this.#segmentBytes);
      await unfinished.datasync();
    } finally {
      await unfinished.close();
    }
    await fileSystem.rename(join(directory, `${name}.new`), join(directory, name));
    await fileSystem.syncDirectory(directory);
    const file = await this.#open(name, 'edit');
    const index = emptyIndex({
      name,
      segment,
      startOffset: header.length,
      before: head,
      lastSequence: Number.MAX_SAFE_INTEGER,
    });
    segments.push(index);
    this.#nextSegment = segment + 1;
    return { file, index };
  }

  async #cutBack(file: JournalFile, lengthBytes: number): Promise<void> {
    try {
      await file.truncate(lengthBytes);
      await file.datasync();
    } catch {
      await this.#giveUp();
    }
  }

  async #giveUp(): Promise<void> {
    const file = this.#active?.file;
    this.#active = null;
    try {
      await file?.close();
    } catch {
      // Nothing that counts is in this file beyond what was synced, so a failing close loses nothing.
    }
  }

  #open(name: string, mode: 'edit' | 'create'): Promise<JournalFile> {
    return this.#options.fileSystem.open(join(this.#options.directory, name), mode);
  }
}

/**
 * Fills a new segment with zeros: then an append changes no length and no block map, which makes its sync one write to the
 * disk instead of several, and its space is there already. Without the room for it the segment grows as it goes.
 */
async function reserve(file: JournalFile, fromByte: number, toByte: number): Promise<void> {
  const zeros = new Uint8Array(Math.min(Math.max(toByte - fromByte, 0), RESERVE_PIECE_BYTES));
  try {
    for (let at = fromByte; at < toByte; at += zeros.length) {
      await writeFully(file, zeros.subarray(0, toByte - at), at);
    }
  } catch {
    await file.truncate(fromByte);
  }
}
