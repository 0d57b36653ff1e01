/** More questions than this without an answer are not asked. */
const MAXIMUM_PENDING = 64;

interface Pending<Answer> {
  readonly resolve: (answer: Answer | null) => void;
  readonly timer: NodeJS.Timeout;
}

/** Questions to the device host that wait for their answers, each with a time-out. */
export class PendingAnswers<Answer> {
  readonly #pending = new Map<number, Pending<Answer>>();
  readonly #timeoutMs: number;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The answer to question `id`; null where none comes in time, or too many wait already. */
  wait(id: number): Promise<Answer | null> {
    if (this.#pending.size >= MAXIMUM_PENDING) {
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(id, null), this.#timeoutMs);
      this.#pending.set(id, { resolve, timer });
    });
  }

  /** Gives question `id` its answer; nothing for one that nobody waits for. */
  settle(id: number, answer: Answer | null): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      this.#pending.delete(id);
      clearTimeout(pending.timer);
      pending.resolve(answer);
    }
  }

  /** Ends all waiting without an answer. */
  settleAll(): void {
    for (const id of [...this.#pending.keys()]) {
      this.settle(id, null);
    }
  }
}
