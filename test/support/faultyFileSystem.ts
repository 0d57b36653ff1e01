import { dirname } from 'node:path';
import type {
  JournalFile,
  JournalFileSystem,
  OpenMode,
} from '../../src/main/journal/journalFileSystem.ts';

/** A disk writes this many bytes as one; a power cut leaves each of them old or new. */
const SECTOR_BYTES = 512;

/** Every way in which the journal touches the disk. */
export type Operation =
  | 'open'
  | 'read'
  | 'write'
  | 'datasync'
  | 'truncate'
  | 'size'
  | 'close'
  | 'rename'
  | 'remove'
  | 'freeBytes'
  | 'list'
  | 'makeDirectory'
  | 'syncDirectory';

/** What goes wrong at one operation; `number` counts all operations of this file system from 1. */
export type Fault = (operation: Operation, number: number) => 'fine' | FaultEffect;

/** How an operation goes wrong. */
export interface FaultEffect {
  /** The system error's code; `CRASH` kills the process there. */
  readonly code: string;
  /** Whether a write or a sync takes effect, or half of it, before it fails. */
  readonly effect: 'none' | 'half' | 'all';
}

/** What the disk holds after the power was cut. */
export type PowerCut =
  /** Nothing that was not synced. */
  | { readonly kind: 'lost' }
  /** All that was written. */
  | { readonly kind: 'kept' }
  /** Each unsynced sector, length and name is old or new, by chance from `seed`. */
  | { readonly kind: 'torn'; readonly seed: number };

interface Inode {
  cache: Uint8Array;
  durable: Uint8Array;
  readonly dirtySectors: Set<number>;
}

/**
 * A file system in memory with the faults of a real one. What is written goes to a page cache; only what is synced
 * survives a power cut for certain. After a failed sync the lost pages count as clean, as on Linux: a later sync that
 * succeeds does not bring them to the disk.
 */
export class FaultyFileSystem implements JournalFileSystem {
  /** All operations so far, for tests that let each of them fail in turn. */
  readonly operations: Operation[] = [];
  /** The room on the disk that it reports and keeps to; unlimited unless a test says otherwise. */
  capacityBytes = Infinity;
  /** Counts what was read, for tests that measure. */
  readBytes = 0;
  /** At most this many bytes go with one write. */
  largestWriteBytes = Infinity;
  fault: Fault = () => 'fine';
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #dead = false;

  async open(path: string, mode: OpenMode): Promise<JournalFile> {
    this.#step('open');
    let inode = this.#names.get(path);
    if (inode === undefined) {
      if (mode !== 'create') {
        throw systemError('ENOENT');
      }
      inode = { cache: new Uint8Array(), durable: new Uint8Array(), dirtySectors: new Set() };
      this.#names.set(path, inode);
    } else if (mode === 'create') {
      resize(inode, 0);
    }
    return Promise.resolve(this.#fileOf(inode, mode));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step('rename');
    const inode = this.#names.get(from);
    if (inode === undefined) {
      throw systemError('ENOENT');
    }
    this.#names.delete(from);
    this.#names.set(to, inode);
    return Promise.resolve();
  }

  async remove(path: string): Promise<void> {
    this.#step('remove');
    if (!this.#names.delete(path)) {
      throw systemError('ENOENT');
    }
    return Promise.resolve();
  }

  async freeBytes(): Promise<number> {
    this.#step('freeBytes');
    return Promise.resolve(Math.max(0, this.capacityBytes - this.#usedBytes()));
  }

  async list(directory: string): Promise<string[]> {
    this.#step('list');
    const names = [...this.#names.keys()].filter((path) => dirname(path) === directory);
    return Promise.resolve(names.map((path) => path.slice(directory.length + 1)).reverse());
  }

  async makeDirectory(): Promise<void> {
    this.#step('makeDirectory');
    return Promise.resolve();
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#step('syncDirectory');
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      if (dirname(path) === directory) {
        moveName(path, this.#names, this.#durableNames);
      }
    }
    return Promise.resolve();
  }

  /** The disk as the next process finds it after the power was cut. */
  afterPowerCut(cut: PowerCut): FaultyFileSystem {
    const chance = cut.kind === 'torn' ? coin(cut.seed) : () => cut.kind === 'kept';
    const disk = new FaultyFileSystem();
    const names = new Map(this.#durableNames);
    // Both names of a rename change together or not at all, as in the transaction of a journalling file system.
    const decided = new Map<Inode | undefined, boolean>();
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const inode = this.#names.get(path) ?? this.#durableNames.get(path);
      if (this.#names.get(path) !== this.#durableNames.get(path)) {
        const isNew = decided.get(inode) ?? chance();
        decided.set(inode, isNew);
        if (isNew) {
          moveName(path, this.#names, names);
        }
      }
    }
    const survivors = new Map<Inode, Inode>();
    for (const [path, inode] of names) {
      const survivor = survivors.get(inode) ?? survivorOf(inode, chance);
      survivors.set(inode, survivor);
      disk.#names.set(path, survivor);
      disk.#durableNames.set(path, survivor);
    }
    return disk;
  }

  /** What a process sees in a file. */
  contentOf(path: string): Uint8Array {
    const inode = this.#names.get(path);
    if (inode === undefined) {
      throw systemError('ENOENT');
    }
    return inode.cache.slice();
  }

  /** Puts a file on the disk, or takes it off with null, as if by another's hand. */
  place(path: string, content: Uint8Array | null): void {
    if (content === null) {
      this.#names.delete(path);
      this.#durableNames.delete(path);
      return;
    }
    const inode = {
      cache: content.slice(),
      durable: content.slice(),
      dirtySectors: new Set<number>(),
    };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  /** Changes a file's bytes below whoever has it open, as a failing disk does. */
  overwrite(path: string, content: Uint8Array): void {
    const inode = this.#names.get(path);
    if (inode !== undefined) {
      inode.cache = content.slice();
    }
  }

  /** The paths of all files, sorted. */
  paths(): string[] {
    return [...this.#names.keys()].sort();
  }

  #usedBytes(): number {
    const inodes = new Set(this.#names.values());
    return [...inodes].reduce((sum, { cache }) => sum + cache.length, 0);
  }

  #fileOf(inode: Inode, mode: OpenMode): JournalFile {
    return {
      read: async (buffer, position) => {
        this.#step('read');
        const bytes = inode.cache.subarray(position, position + buffer.length);
        buffer.set(bytes);
        this.readBytes += bytes.length;
        return Promise.resolve(bytes.length);
      },
      write: async (bytes, position) => {
        if (mode === 'read') {
          throw systemError('EBADF');
        }
        const piece = bytes.subarray(0, Math.min(bytes.length, this.largestWriteBytes));
        this.#step('write', (effect) => {
          const taken = effect === 'half' ? Math.ceil(piece.length / 2) : piece.length;
          write(inode, piece.subarray(0, taken), position);
        });
        const growthBytes = Math.max(0, position + piece.length - inode.cache.length);
        if (growthBytes > this.capacityBytes - this.#usedBytes()) {
          throw systemError('ENOSPC');
        }
        write(inode, piece, position);
        return Promise.resolve(piece.length);
      },
      datasync: async () => {
        this.#step(
          'datasync',
          (effect) => {
            if (effect === 'all') {
              sync(inode);
            }
          },
          () => {
            inode.dirtySectors.clear();
          },
        );
        sync(inode);
        return Promise.resolve();
      },
      truncate: async (lengthBytes) => {
        this.#step('truncate', () => resize(inode, lengthBytes));
        resize(inode, lengthBytes);
        return Promise.resolve();
      },
      size: async () => {
        this.#step('size');
        return Promise.resolve(inode.cache.length);
      },
      close: async () => {
        this.#step('close');
        return Promise.resolve();
      },
    };
  }

  /** Counts an operation and lets it fail where the test wants it. */
  #step(
    operation: Operation,
    partly?: (effect: 'half' | 'all') => void,
    failed?: () => void,
  ): void {
    if (this.#dead) {
      throw systemError('CRASH');
    }
    this.operations.push(operation);
    const fault = this.fault(operation, this.operations.length);
    if (fault === 'fine') {
      return;
    }
    if (fault.effect !== 'none') {
      partly?.(fault.effect);
    }
    if (fault.code === 'CRASH') {
      this.#dead = true;
    } else {
      failed?.();
    }
    throw systemError(fault.code);
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`the faulty file system says ${code}`), { code });
}

function moveName(path: string, from: Map<string, Inode>, to: Map<string, Inode>): void {
  const inode = from.get(path);
  if (inode === undefined) {
    to.delete(path);
  } else {
    to.set(path, inode);
  }
}

function write(inode: Inode, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  if (end > inode.cache.length) {
    resize(inode, end);
  }
  inode.cache.set(bytes, position);
  for (let sector = Math.floor(position / SECTOR_BYTES); sector * SECTOR_BYTES < end; sector += 1) {
    inode.dirtySectors.add(sector);
  }
}

function resize(inode: Inode, lengthBytes: number): void {
  const resized = new Uint8Array(lengthBytes);
  resized.set(inode.cache.subarray(0, lengthBytes));
  inode.cache = resized;
}

/** Brings the length and the dirty sectors to the disk; what an earlier failed sync lost stays lost. */
function sync(inode: Inode): void {
  inode.durable = mixed(inode, (sector) => inode.dirtySectors.has(sector), inode.cache.length);
  inode.dirtySectors.clear();
}

function survivorOf(inode: Inode, chance: () => boolean): Inode {
  const lengthBytes = chance() ? inode.cache.length : inode.durable.length;
  const isNew = new Map<number, boolean>();
  for (const sector of inode.dirtySectors) {
    isNew.set(sector, chance());
  }
  const content = mixed(inode, (sector) => isNew.get(sector) ?? false, lengthBytes);
  return { cache: content.slice(), durable: content, dirtySectors: new Set() };
}

/** The durable content with some sectors from the cache, at a length; zeros where neither has anything. */
function mixed(inode: Inode, isNew: (sector: number) => boolean, lengthBytes: number): Uint8Array {
  const content = new Uint8Array(lengthBytes);
  content.set(inode.durable.subarray(0, lengthBytes));
  for (let start = 0; start < lengthBytes; start += SECTOR_BYTES) {
    if (isNew(start / SECTOR_BYTES)) {
      content.set(inode.cache.subarray(start, Math.min(start + SECTOR_BYTES, lengthBytes)), start);
    }
  }
  return content;
}

/** A deterministic coin (mulberry32). */
function coin(seed: number): () => boolean {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixedBits = Math.imul(state ^ (state >>> 15), state | 1);
    mixedBits ^= mixedBits + Math.imul(mixedBits ^ (mixedBits >>> 7), mixedBits | 61);
    return ((mixedBits ^ (mixedBits >>> 14)) & 1) === 1;
  };
}
