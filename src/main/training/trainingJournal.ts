import { appendFile, rm } from 'node:fs/promises';
import { fail, ok, type Result } from '../../domain/result.ts';
import { GENESIS_HEAD } from '../../domain/seal.ts';
import type { SealedTransaction, TransactionDraft } from '../../domain/transaction.ts';
import { sealedTransactionSchema } from '../../protocol/transaction.ts';
import { readFileIfThere, systemErrorCode, writeFileAtomically } from '../files/atomicFile.ts';
import { parseJsonText } from '../files/jsonText.ts';
import { sealDraft, type SealOptions } from '../journal/sealDraft.ts';
import { SerialQueue } from '../journal/serialQueue.ts';

/** By whom training's transactions are: no terminal of any chain signs for it, and no ledger would take them. */
export const TRAINING_TERMINAL_ID = 'TRAINING';

/** More than anybody practises in one go. */
const MAXIMUM_TRANSACTIONS = 2000;
const MAXIMUM_WAITING = 16;

/** What training needs of the world. */
export type TrainingPorts = Omit<SealOptions, 'sign' | 'clockState' | 'terminal'> & {
  readonly store: SealOptions['terminal']['store'];
};

/**
 * The journal of training mode: a file of its own, one transaction a line, numbered from 1. Nothing in it is signed. It
 * shares nothing with the terminal's journal and is deleted when training ends.
 */
export class TrainingJournal {
  readonly #path: string;
  readonly #queue = new SerialQueue(MAXIMUM_WAITING);
  #transactions: readonly SealedTransaction[];

  private constructor(path: string, transactions: readonly SealedTransaction[]) {
    this.#path = path;
    this.#transactions = transactions;
  }

  /** Opens what was practised before a restart; of a torn file what is whole. Rejects with a system error. */
  static async open(path: string): Promise<TrainingJournal> {
    const content = await readFileIfThere(path);
    const lines = content === null ? [] : new TextDecoder().decode(content).split('\n');
    const transactions: SealedTransaction[] = [];
    for (const line of lines.slice(0, MAXIMUM_TRANSACTIONS)) {
      const parsed = sealedTransactionSchema.safeParse(
        parseJsonText(new TextEncoder().encode(line)),
      );
      if (!parsed.success) {
        break;
      }
      transactions.push(parsed.data);
    }
    if (content !== null) {
      const whole = transactions.map((one) => `${JSON.stringify(one)}\n`).join('');
      await writeFileAtomically(path, new TextEncoder().encode(whole));
    }
    return new TrainingJournal(path, transactions);
  }

  /** Of the newest transaction; 0 before the first. */
  get sequence(): number {
    return this.#transactions.length;
  }

  /** Transactions with a sequence above `afterSequence`, ascending. */
  read(afterSequence: number, limit: number): readonly SealedTransaction[] {
    return this.#transactions.slice(afterSequence, afterSequence + limit);
  }

  /** Records a transaction of training; fails with a sentence for the person at the till. */
  async append(
    ports: TrainingPorts,
    draft: TransactionDraft,
  ): Promise<Result<SealedTransaction, string>> {
    const appended = await this.#queue.add(() => this.#append(ports, draft));
    return appended ?? fail('Too much at once. Try again.');
  }

  async #append(
    ports: TrainingPorts,
    draft: TransactionDraft,
  ): Promise<Result<SealedTransaction, string>> {
    if (this.sequence >= MAXIMUM_TRANSACTIONS) {
      return fail('Training has gone on for long. End it, then begin anew.');
    }
    const last = this.#transactions.at(-1);
    const head = last === undefined ? GENESIS_HEAD : { sequence: this.sequence, hash: last.hash };
    const { store, ...rest } = ports;
    const sealed = sealDraft(
      {
        ...rest,
        sign: () => '',
        clockState: () => ({ offsetMs: null, jumped: false }),
        terminal: { terminalId: TRAINING_TERMINAL_ID, store },
      },
      head,
      draft,
    );
    if (!sealed.ok) {
      return sealed;
    }
    try {
      await appendFile(this.#path, `${sealed.value.text}\n`, { mode: 0o600 });
    } catch (error) {
      return fail(`Training could not be recorded (${systemErrorCode(error)}).`);
    }
    this.#transactions = [...this.#transactions, sealed.value.transaction];
    return ok(sealed.value.transaction);
  }

  /** Deletes what was practised. Rejects with a system error. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
    this.#transactions = [];
  }
}
