import type { ChainHead } from '../../domain/seal.ts';
import type { JournalCore } from './journalCore.ts';
import { sameHead, sealMark, type JournalMark } from './journalMark.ts';

/** Keeps the mark up with the journal. It lags behind by what was approved since `keep` was last called. */
export class MarkKeeper {
  readonly #core: JournalCore;
  #kept: JournalMark | null;

  /** `kept` is the mark that was found, null for none. */
  constructor(core: JournalCore, kept: JournalMark | null) {
    this.#core = core;
    this.#kept = kept;
  }

  /** What the mark says to be confirmed, wherever the power fails now. */
  get confirmedSequence(): number {
    return this.#kept?.confirmed.sequence ?? 0;
  }

  /**
   * Writes the mark to all of its places where it has changed; gives whether all of them have it. A journal that is
   * stopped keeps the mark that stopped it. Never rejects.
   */
  async keep(): Promise<boolean> {
    const mark = this.#core.stopped === null ? this.#current() : null;
    return mark === null || (await this.#write(mark));
  }

  /** Writes a mark as if `start` were the journal's beginning; only once it is written may what is before it be deleted. */
  async keepCut(firstSegment: number, start: ChainHead): Promise<boolean> {
    const mark = this.#current();
    return mark !== null && (await this.#write({ ...mark, firstSegment, start }));
  }

  /** Writes down that the chain is known to go further than this journal, so that the next start knows it too. */
  async keepAhead(head: ChainHead): Promise<boolean> {
    const mark = this.#current();
    return mark !== null && (await this.#write({ ...mark, head: { ...head } }));
  }

  async #write(mark: JournalMark): Promise<boolean> {
    const copies = this.#core.options.mark?.copies ?? [];
    if (this.#kept !== null && isSame(this.#kept, mark)) {
      return true;
    }
    const content = sealMark(this.#core.options, mark);
    let failures = 0;
    for (const copy of copies) {
      await copy.write(content).catch(() => {
        failures += 1;
      });
    }
    this.#kept = failures === 0 ? mark : this.#kept;
    return failures === 0;
  }

  #current(): JournalMark | null {
    const { options, segments, head, start, confirmed, firstSegment } = this.#core;
    if (options.mark === undefined) {
      return null;
    }
    return {
      terminalId: options.terminal.terminalId,
      enrolmentId: options.mark.enrolmentId,
      publicKey: options.mark.publicKey,
      head: { ...head },
      firstSegment,
      lastSegment: segments.at(-1)?.segment ?? 0,
      start: { ...start },
      confirmed: { ...confirmed },
    };
  }
}

function isSame(one: JournalMark, other: JournalMark): boolean {
  return (
    one.firstSegment === other.firstSegment &&
    one.lastSegment === other.lastSegment &&
    sameHead(one.head, other.head) &&
    sameHead(one.start, other.start) &&
    sameHead(one.confirmed, other.confirmed)
  );
}
