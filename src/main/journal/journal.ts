import type { BusinessDayRule, LocalTime } from '../../domain/businessDay.ts';
import { businessDate } from '../../domain/businessDay.ts';
import type { Clock, IdSource, Sha256Hex } from '../../domain/ports.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { GENESIS_HASH, nextBody, sealedText, type ChainHead } from '../../domain/seal.ts';
import type { Store } from '../../domain/store.ts';
import type { SealedTransaction, TransactionDraft } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import type { ChainRules } from './chainWalker.ts';
import type { Damage } from './damage.ts';
import { journalFailureOf, type JournalFailure } from './journalFailure.ts';
import type { JournalFileSystem } from './journalFileSystem.ts';
import { readTransactions } from './journalReader.ts';
import { recoverJournal } from './recovery.ts';
import { encodeRecord, MAXIMUM_PAYLOAD_BYTES } from './segmentFormat.ts';
import type { SegmentIndex } from './segmentStore.ts';
import { SegmentWriter } from './segmentWriter.ts';
import { SerialQueue } from './serialQueue.ts';

export type { JournalFailure };

/** So many sales may wait for the disk; a till has one cashier. */
const MAXIMUM_WAITING_APPENDS = 64;

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
  /** Seals a draft and makes it durable. Only `ok` is an approval. */
  append(draft: TransactionDraft): Promise<Result<SealedTransaction, JournalFailure>>;
  /** Durable transactions with a sequence above `afterSequence`, ascending, at most `limit`. */
  read(afterSequence: number, limit: number): Promise<Result<SealedTransaction[], JournalFailure>>;
  /** The end of the chain, and what was found damaged when the journal was opened. */
  status(): { sequence: number; hash: string; damage: readonly Damage[] };
  /** Waits for what is being appended, then closes; what comes later is refused. */
  close(): Promise<void>;
}

/** What a journal needs of the world. */
export interface JournalOptions {
  readonly directory: string;
  readonly fileSystem: JournalFileSystem;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly sha256Hex: Sha256Hex;
  /** Ed25519 signature (RFC 8032) over the UTF-8 bytes of the hash text, base64. */
  readonly sign: (hashText: string) => string;
  readonly verify: (hashText: string, signatureBase64: string) => boolean;
  readonly terminal: { readonly terminalId: string; readonly store: Store };
  readonly localTime: LocalTime;
  /** The ledger's head at enrolment: where an empty journal starts. */
  readonly head: ChainHead;
  /** A new segment begins before one grows beyond this many bytes; 4 MiB unless said otherwise. */
  readonly segmentBytes?: number;
}

/** Opens the journal in `directory`: proves its chain, cuts off a torn last record, lists damage. One process at a time. */
export async function openJournal(
  options: JournalOptions,
): Promise<Result<Journal, JournalFailure>> {
  const rules: ChainRules = {
    terminalId: options.terminal.terminalId,
    sha256Hex: options.sha256Hex,
    verify: options.verify,
  };
  const { directory, fileSystem } = options;
  try {
    const found = await recoverJournal({ ...rules, directory, fileSystem, head: options.head });
    if (!found.ok) {
      return found;
    }
    const { segments, head, damage } = found.value;
    const writer = new SegmentWriter({
      ...found.value,
      directory,
      fileSystem,
      terminalId: rules.terminalId,
      ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
    });
    return ok(new OpenJournal(options, rules, { segments, head, damage, writer }));
  } catch (error) {
    return fail(journalFailureOf(error, 'opening it'));
  }
}

interface JournalState {
  readonly segments: readonly SegmentIndex[];
  readonly head: ChainHead;
  readonly damage: readonly Damage[];
  readonly writer: SegmentWriter;
}

class OpenJournal implements Journal {
  readonly #options: JournalOptions;
  readonly #rules: ChainRules;
  readonly #segments: readonly SegmentIndex[];
  readonly #damage: readonly Damage[];
  readonly #writer: SegmentWriter;
  readonly #queue = new SerialQueue(MAXIMUM_WAITING_APPENDS);
  #head: ChainHead;
  #closed = false;

  constructor(options: JournalOptions, rules: ChainRules, state: JournalState) {
    this.#options = options;
    this.#rules = rules;
    this.#segments = state.segments;
    this.#damage = state.damage;
    this.#writer = state.writer;
    this.#head = state.head;
  }

  async append(draft: TransactionDraft): Promise<Result<SealedTransaction, JournalFailure>> {
    if (this.#closed) {
      return refused('The journal is closed: this terminal is stopping.');
    }
    const answer = this.#queue.add(() => this.#appendNext(draft));
    return (
      (await answer) ?? refused('Too many sales wait for the disk. Wait a moment, then try again.')
    );
  }

  async read(
    afterSequence: number,
    limit: number,
  ): Promise<Result<SealedTransaction[], JournalFailure>> {
    const { directory, fileSystem } = this.#options;
    try {
      const options = { ...this.#rules, directory, fileSystem };
      return ok(await readTransactions(options, this.#segments, afterSequence, limit));
    } catch (error) {
      return fail(journalFailureOf(error, 'reading it'));
    }
  }

  status(): { sequence: number; hash: string; damage: readonly Damage[] } {
    return { ...this.#head, damage: this.#damage };
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      await this.#queue.drained();
      await this.#writer.close();
    }
  }

  async #appendNext(draft: TransactionDraft): Promise<Result<SealedTransaction, JournalFailure>> {
    const sealed = this.#seal(draft);
    if (!sealed.ok) {
      return sealed;
    }
    const { transaction, text } = sealed.value;
    if (Buffer.byteLength(text) > MAXIMUM_PAYLOAD_BYTES) {
      return refused('This sale is too large for the journal. Split it into two.');
    }
    try {
      await this.#writer.append(encodeRecord(text), this.#head);
    } catch (error) {
      return fail(journalFailureOf(error, 'writing the sale'));
    }
    this.#head = { sequence: transaction.body.sequence, hash: transaction.hash };
    return ok(transaction);
  }

  /** Seals only what the schema will take back, so that the journal never holds what it cannot read. */
  #seal(draft: TransactionDraft): Result<Sealed, JournalFailure> {
    const { clock, ids, localTime, sha256Hex, sign, terminal } = this.#options;
    const nowMs = clock.nowMs();
    const { storeId, businessDay } = terminal.store;
    const day = dayOf(businessDay, nowMs, localTime);
    if (day === null) {
      return refused(
        `This computer does not know the store's time zone ${businessDay.timeZone}, or its clock is far off. Check both.`,
      );
    }
    const body = nextBody(draft, {
      terminalId: terminal.terminalId,
      storeId,
      head: this.#head,
      uuid: ids.uuid(),
      occurredAt: new Date(nowMs).toISOString(),
      businessDate: day,
    });
    const checked = sealedTransactionSchema.safeParse({ body, hash: GENESIS_HASH, signature: '' });
    if (!checked.success) {
      const field = checked.error.issues[0]?.path.join('.') ?? 'body';
      return refused(`This sale cannot be sealed: its field ${field} is not valid.`);
    }
    const toHash = sealedText(checked.data.body);
    const hash = sha256Hex(toHash);
    const signature = sign(hash);
    // The canonical text is JSON already (RFC 8785), so the body need not be written out a second time.
    const bodyText = toHash.slice(toHash.indexOf('\n') + 1);
    const text = `{"body":${bodyText},"hash":"${hash}","signature":"${signature}"}`;
    return ok({ transaction: { body: checked.data.body, hash, signature }, text });
  }
}

/** A transaction with the JSON text that the journal keeps of it. */
interface Sealed {
  readonly transaction: SealedTransaction;
  readonly text: string;
}

/** The trading day, or null where the time zone is unknown or the clock is outside of the calendar. */
function dayOf(rule: BusinessDayRule, nowMs: number, localTime: LocalTime): string | null {
  try {
    return businessDate(rule, nowMs, localTime);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

function refused(message: string): { readonly ok: false; readonly error: JournalFailure } {
  return fail({ code: 'journalFailed', message });
}
