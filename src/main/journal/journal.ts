import { fail, ok, type Result } from '../../domain/result.ts';
import type { ChainHead } from '../../domain/seal.ts';
import type { SealedTransaction, TransactionDraft } from '../../domain/transaction.ts';
import type { Damage } from './damage.ts';
import type { DiskSpace, SpaceLevel } from './diskSpace.ts';
import type { JournalCore } from './journalCore.ts';
import { DISK_FULL, isDiskFull, journalFailureOf, type JournalFailure } from './journalFailure.ts';
import type { JournalOptions } from './journalOptions.ts';
import { readTransactions } from './journalReader.ts';
import { keepUp } from './journalUpkeep.ts';
import type { MarkKeeper } from './markKeeper.ts';
import { openParts, type JournalParts } from './openParts.ts';
import { sealDraft, type ReservedPlace } from './sealDraft.ts';
import { encodeRecord, MAXIMUM_PAYLOAD_BYTES } from './segmentFormat.ts';
import type { AppendedRecord, SegmentWriter } from './segmentWriter.ts';
import { SerialQueue } from './serialQueue.ts';
import { stoppedByWitness, type Witness } from './standing.ts';

export type { JournalFailure, JournalOptions };

/** So many sales may wait for the disk; a till has one cashier. */
const MAXIMUM_WAITING_APPENDS = 64;

/** How a journal stands. */
export interface JournalStatus extends ChainHead {
  /** What was found damaged; nothing of it was deleted. */
  readonly damage: readonly Damage[];
  /** Why nothing may be approved, for the person at the till; null while all is well. */
  readonly stopped: string | null;
  /** The journal's transactions come after this one: those up to it were pruned, or were before the enrolment. */
  readonly startSequence: number;
  /** The ledger has confirmed everything up to this one. */
  readonly confirmedSequence: number;
  readonly space: SpaceLevel;
}

/**
 * The electronic journal of one terminal: sealed transactions, durable and in order (invariants 1 and 3).
 *
 * What holds after a crash, a power cut included: every transaction that `append` answered with `ok` is there, unchanged and
 * in order. Beyond them there can be at most one more, the one that was being appended: it was sealed and reached
 * the disk, but its answer did not get out. It is part of the chain; reconciliation shows it. A transaction that `append`
 * answered with a failure is cut off again; should the disk refuse even that and the power fail before the next append,
 * then it too may be found as that one more.
 */
export interface Journal {
  /** Seals a draft and makes it durable, at `place` or not at all where one is given. Only `ok` is an approval. */
  append(
    draft: TransactionDraft,
    place?: ReservedPlace | null,
  ): Promise<Result<SealedTransaction, JournalFailure>>;
  /** Durable transactions with a sequence above `afterSequence`, ascending, at most `limit`. */
  read(afterSequence: number, limit: number): Promise<Result<SealedTransaction[], JournalFailure>>;
  status(): JournalStatus;
  /**
   * Takes note that the ledger has this terminal's chain up to `head`. Where that is not within this journal, the disk is
   * an old copy: nothing is approved from then on.
   */
  confirm(head: ChainHead): Promise<void>;
  /** The same where a replica holds the transaction at `head`: it proves no less, but confirms nothing. */
  witness(head: ChainHead): Promise<void>;
  /**
   * What is to be done between sales, a few times a minute: the mark, checkpoints, the reserve of disk space, pruning, and
   * a look at old segments. Never rejects. Until it is called the mark lags behind what was approved.
   */
  upkeep(): Promise<void>;
  /** Waits for what is being appended, then closes; what comes later is refused. */
  close(): Promise<void>;
}

/**
 * Opens the journal in `directory`: proves its chain, compares it with its mark, cuts off a torn last record, sets damaged
 * segments aside. One process at a time.
 */
export async function openJournal(
  options: JournalOptions,
): Promise<Result<Journal, JournalFailure>> {
  try {
    const opened = await openParts(options);
    return opened.ok ? ok(new OpenJournal(opened.value)) : opened;
  } catch (error) {
    return fail(journalFailureOf(error, 'opening it'));
  }
}

class OpenJournal implements Journal {
  readonly #core: JournalCore;
  readonly #writer: SegmentWriter;
  readonly #marks: MarkKeeper;
  readonly #space: DiskSpace | null;
  readonly #queue = new SerialQueue(MAXIMUM_WAITING_APPENDS);
  #upkeep: Promise<void> | null = null;
  #closed = false;

  constructor({ core, writer, marks, space }: JournalParts) {
    this.#core = core;
    this.#writer = writer;
    this.#marks = marks;
    this.#space = space;
  }

  async append(
    draft: TransactionDraft,
    place: ReservedPlace | null = null,
  ): Promise<Result<SealedTransaction, JournalFailure>> {
    if (this.#closed) {
      return refused('The journal is closed: this terminal is stopping.');
    }
    const answer = this.#queue.add(() => this.#appendNext(draft, place));
    return (
      (await answer) ?? refused('Too many sales wait for the disk. Wait a moment, then try again.')
    );
  }

  async read(
    afterSequence: number,
    limit: number,
  ): Promise<Result<SealedTransaction[], JournalFailure>> {
    try {
      return ok(await this.#read(afterSequence, limit));
    } catch (error) {
      return fail(journalFailureOf(error, 'reading it'));
    }
  }

  status(): JournalStatus {
    const { head, damage, stopped, start, confirmed } = this.#core;
    return {
      ...head,
      damage: damage.entries,
      stopped,
      startSequence: start.sequence,
      confirmedSequence: confirmed.sequence,
      space: this.#space?.level ?? 'ample',
    };
  }

  async confirm(ledger: ChainHead): Promise<void> {
    if (ledger.sequence > this.#core.confirmed.sequence && (await this.#holds(ledger, 'ledger'))) {
      this.#core.confirmed = { ...ledger };
    }
  }

  async witness(replica: ChainHead): Promise<void> {
    if (replica.sequence > this.#core.start.sequence) {
      await this.#holds(replica, 'replica');
    }
  }

  async upkeep(): Promise<void> {
    if (!this.#closed) {
      this.#upkeep ??= this.#keepUp().finally(() => {
        this.#upkeep = null;
      });
      await this.#upkeep;
    }
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      await this.#queue.drained();
      await this.#upkeep;
      await this.#marks.keep();
      await this.#writer.close();
    }
  }

  async #keepUp(): Promise<void> {
    await this.#queue.add(async () => this.#space?.look());
    await keepUp(this.#core, this.#marks);
  }

  async #appendNext(
    draft: TransactionDraft,
    place: ReservedPlace | null,
  ): Promise<Result<SealedTransaction, JournalFailure>> {
    const refusal = await this.#refusal();
    if (refusal !== null) {
      return fail(refusal);
    }
    const before = this.#core.head;
    const sealed = sealDraft(this.#core.options, before, draft, place);
    if (!sealed.ok) {
      return refused(sealed.error);
    }
    const { transaction, text } = sealed.value;
    if (Buffer.byteLength(text) > MAXIMUM_PAYLOAD_BYTES) {
      return refused('This sale is too large for the journal. Split it into two.');
    }
    const after = { sequence: transaction.body.sequence, hash: transaction.hash };
    const { occurredAt } = transaction.body;
    try {
      await this.#write({ bytes: encodeRecord(text), before, after, occurredAt });
    } catch (error) {
      return fail(journalFailureOf(error, 'writing the sale'));
    }
    this.#core.head = after;
    return ok(transaction);
  }

  /** Why nothing may be approved just now, or null. */
  async #refusal(): Promise<JournalFailure | null> {
    if (this.#core.stopped !== null) {
      return { code: 'journalStopped', message: this.#core.stopped };
    }
    if (this.#space?.level === 'full') {
      await this.#space.look();
    }
    return this.#space?.level === 'full' ? DISK_FULL : null;
  }

  /** Writes a record; where there is no room for it once more, in that of the reserve. */
  async #write(record: AppendedRecord): Promise<void> {
    try {
      await this.#writer.append(record);
    } catch (error) {
      if (!isDiskFull(error) || this.#space === null || !(await this.#space.makeRoom())) {
        throw error;
      }
      await this.#writer.append(record);
    }
  }

  /** Whether the journal holds the transaction at `head`; stops it where it holds another one, or ends before. */
  async #holds(head: ChainHead, witness: Witness): Promise<boolean> {
    const core = this.#core;
    const ownHash = head.sequence > core.head.sequence ? null : await this.#hashAt(head);
    if (ownHash !== head.hash && ownHash !== 'unreadable') {
      await this.#marks.keepAhead(head);
      core.stopped ??= stoppedByWitness(witness, head, core.head);
    }
    return ownHash === head.hash;
  }

  /** The hash of the own transaction at that place in the chain. */
  async #hashAt({ sequence }: ChainHead): Promise<string> {
    const { head } = this.#core;
    if (sequence === head.sequence) {
      return head.hash;
    }
    const found = await this.#read(sequence - 1, 1).catch(() => []);
    const own = found.find(({ body }) => body.sequence === sequence);
    return own?.hash ?? 'unreadable';
  }

  #read(afterSequence: number, limit: number): Promise<SealedTransaction[]> {
    const { rules, place, segments } = this.#core;
    return readTransactions({ ...rules, ...place }, segments, afterSequence, limit);
  }
}

function refused(message: string): { readonly ok: false; readonly error: JournalFailure } {
  return fail({ code: 'journalFailed', message });
}
