import { assert } from '../../domain/assert.ts';

/** How a file is opened: to read it, to change one that is there, or to make it anew (emptied if it is there). */
export type OpenMode = 'read' | 'edit' | 'create';

/** One open file of the journal. Methods reject with a system error (`code` such as ENOSPC or EIO). */
export interface JournalFile {
  /** Reads into `buffer` from byte `position` on; gives how many bytes came, 0 at the end. May be short. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /** Writes `bytes` at byte `position`; gives how many were written. May be short. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns once the data and the length are on the disk (fdatasync, POSIX.1-2017). */
  datasync(): Promise<void>;
  truncate(lengthBytes: number): Promise<void>;
  /** The length in bytes. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The few things that the journal asks of a file system, so that tests can let each of them fail. */
export interface JournalFileSystem {
  open(path: string, mode: OpenMode): Promise<JournalFile>;
  /** Atomic, also after a power cut, as the journalling file systems do it. */
  rename(from: string, to: string): Promise<void>;
  /** Takes a file's name away; rejects with ENOENT where there is none. */
  remove(path: string): Promise<void>;
  /** Bytes that may still be written to the disk of `directory` by this user. */
  freeBytes(directory: string): Promise<number>;
  /** The names in a directory, in any order. */
  list(directory: string): Promise<string[]>;
  /** Makes a directory with those above it; one that is there is fine. */
  makeDirectory(directory: string): Promise<void>;
  /** Returns once the names in a directory are on the disk. */
  syncDirectory(directory: string): Promise<void>;
}

/** Writes all of `bytes` at `position`, in as many pieces as the system takes them. */
export async function writeFully(
  file: JournalFile,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const rest = done === 0 ? bytes : bytes.subarray(done);
    const written = await file.write(rest, position + done);
    assert(written > 0 && written <= rest.length, 'a write makes progress or fails');
    done += written;
  }
}

/** Reads `lengthBytes` bytes from `position` on; fewer where the file ends before. */
export async function readRange(
  file: JournalFile,
  position: number,
  lengthBytes: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(lengthBytes);
  let done = 0;
  while (done < lengthBytes) {
    const count = await file.read(buffer.subarray(done), position + done);
    if (count === 0) {
      break;
    }
    done += count;
  }
  return buffer.subarray(0, done);
}
