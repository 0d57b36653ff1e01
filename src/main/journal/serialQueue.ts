/** Runs tasks one after the other, in the order in which they came, with a bound on how many wait. */
export class SerialQueue {
  readonly #maximumWaiting: number;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(maximumWaiting: number) {
    this.#maximumWaiting = maximumWaiting;
  }

  /** Runs `task` when those before it are done; null where too many wait. Rejects as the task does. */
  async add<Value>(task: () => Promise<Value>): Promise<Value | null> {
    if (this.#waiting >= this.#maximumWaiting) {
      return null;
    }
    this.#waiting += 1;
    const result = this.#tail.then(task).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when nothing is left of what was added so far. */
  async drained(): Promise<void> {
    await this.#tail;
  }
}
