import { randomFillSync } from 'node:crypto';
import { writeFully } from './journalFileSystem.ts';
import { readFileSize, withFile, type JournalPlace } from './segmentStore.ts';

/** A file whose only content is room that the journal can have back. */
export const RESERVE_NAME = 'reserve';
const RESERVE_PIECE_BYTES = 256 << 10;

/** How much room the journal wants on its disk. */
export interface SpaceRules {
  /** Kept in a file beside the journal, and let go when the disk is short. A sale takes some 1.2 KB. */
  readonly reserveBytes: number;
  /** Below this a person is told. */
  readonly warnBelowBytes: number;
  /** Below this the reserve is let go; and when it is gone already, nothing more is approved. */
  readonly stopBelowBytes: number;
}

/** Room for some 13,000 sales in the reserve, and for the replica, the marks and the log beside it. */
export const DEFAULT_SPACE: SpaceRules = {
  reserveBytes: 16 << 20,
  warnBelowBytes: 512 << 20,
  stopBelowBytes: 8 << 20,
};

/** `onReserve` sells on in the room of the reserve; `full` approves nothing. */
export type SpaceLevel = 'ample' | 'short' | 'onReserve' | 'full';

/** Watches the room on the journal's disk and holds the reserve. Nothing here rejects: no room is an answer. */
export class DiskSpace {
  readonly #place: JournalPlace;
  readonly #rules: SpaceRules;
  #holdsReserve = false;
  #level: SpaceLevel = 'ample';

  constructor(place: JournalPlace, rules: SpaceRules) {
    this.#place = place;
    this.#rules = rules;
  }

  get level(): SpaceLevel {
    return this.#level;
  }

  /** Takes over the reserve that an earlier process made, then looks. */
  async open(): Promise<void> {
    const size = await readFileSize(this.#place, RESERVE_NAME).catch(() => null);
    this.#holdsReserve = size === this.#rules.reserveBytes;
    await this.look();
  }

  /** Measures, lets the reserve go or makes it anew, and says how it stands. Not while a sale is being written. */
  async look(): Promise<void> {
    const { reserveBytes, warnBelowBytes, stopBelowBytes } = this.#rules;
    let freeBytes = await this.#freeBytes();
    if (this.#holdsReserve && freeBytes < stopBelowBytes) {
      await this.#release();
      freeBytes = await this.#freeBytes();
    } else if (!this.#holdsReserve && freeBytes >= reserveBytes + 2 * stopBelowBytes) {
      await this.#make();
      freeBytes = await this.#freeBytes();
    }
    if (this.#holdsReserve) {
      this.#level = freeBytes < warnBelowBytes ? 'short' : 'ample';
    } else {
      this.#level = freeBytes < stopBelowBytes ? 'full' : 'onReserve';
    }
  }

  /** After a write that found no room: lets the reserve go. Gives whether there was one, so that it may be tried again. */
  async makeRoom(): Promise<boolean> {
    const held = this.#holdsReserve;
    if (held) {
      await this.#release();
    }
    this.#level = held ? 'onReserve' : 'full';
    return held;
  }

  /** A disk that will not say counts as roomy: a write that finds no room says so itself. */
  async #freeBytes(): Promise<number> {
    return this.#place.fileSystem
      .freeBytes(this.#place.directory)
      .catch(() => Number.MAX_SAFE_INTEGER);
  }

  async #release(): Promise<void> {
    this.#holdsReserve = false;
    await withFile(this.#place, RESERVE_NAME, 'create', () => Promise.resolve()).catch(
      () => undefined,
    );
  }

  /** Written in full, with bytes that no file system can make smaller. */
  async #make(): Promise<void> {
    const { reserveBytes } = this.#rules;
    const piece = randomFillSync(new Uint8Array(Math.min(RESERVE_PIECE_BYTES, reserveBytes)));
    try {
      await withFile(this.#place, RESERVE_NAME, 'create', async (file) => {
        for (let at = 0; at < reserveBytes; at += piece.length) {
          await writeFully(file, piece.subarray(0, reserveBytes - at), at);
        }
        await file.datasync();
      });
      this.#holdsReserve = true;
    } catch {
      await this.#release();
    }
  }
}
