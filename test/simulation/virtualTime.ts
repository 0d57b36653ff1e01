/** What the simulation puts in the place of the platform's sense of time. */
export interface VirtualTime {
  /** Simulated milliseconds since 1970. */
  nowMs(): number;
  /** Calls `callback` once after `delayMs`; what was asked for first comes first at the same instant. */
  after(delayMs: number, callback: () => void): () => void;
  sleep(delayMs: number): Promise<void>;
  /** Runs everything that falls due up to `untilMs`. Rejects where more happens than a run may. */
  runUntil(untilMs: number): Promise<void>;
  /** Callbacks that have run: a fingerprint of the run's course. */
  steps(): number;
  /** Puts the platform's timers back. */
  uninstall(): void;
}

interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A run that makes more steps than this goes round in circles. */
const MAXIMUM_STEPS = 2_000_000;

/**
 * Replaces timers, clock and randomness of the whole process by simulated ones, so that one seed gives one run: nothing
 * waits for real time, and between two instants only promises run. `random` gives numbers in [0, 1).
 */
export function installVirtualTime(startMs: number, random: () => number): VirtualTime {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
    setImmediate: globalThis.setImmediate,
    Date: globalThis.Date,
    random: Math.random,
    performanceNow: performance.now.bind(performance),
  };
  let nowMs = startMs;
  let steps = 0;
  let lastId = 0;
  const queue = new TimerQueue();
  const pending = new Set<number>();

  const add = (delayMs: number, callback: () => void): number => {
    lastId += 1;
    pending.add(lastId);
    queue.push({ id: lastId, dueMs: nowMs + Math.max(0, delayMs || 0), callback });
    return lastId;
  };
  const cancel = (id: unknown): void => {
    if (typeof id === 'object' && id !== null && 'id' in id && typeof id.id === 'number') {
      pending.delete(id.id);
    }
  };
  /** Promises that are ready run before the next macrotask of the platform: one turn of it lets all of them run. */
  const settle = (): Promise<void> => new Promise((resolve) => real.setImmediate(resolve));

  /** A timer as Node gives it: a handle with the methods that libraries call on it. */
  const handleOf = (id: number) => ({
    id,
    ref: () => undefined,
    unref: () => undefined,
    hasRef: () => true,
    refresh: () => undefined,
    close: () => pending.delete(id),
  });
  const setTimer = (callback: (...values: unknown[]) => void, delayMs = 0, ...values: unknown[]) =>
    handleOf(add(delayMs, () => callback(...values)));
  const setRepeating = (callback: () => void, delayMs = 0) => {
    const handle = { id: 0 };
    const again = (): void => {
      handle.id = add(Math.max(1, delayMs), () => {
        again();
        callback();
      });
    };
    again();
    return Object.assign(handle, { ref: () => undefined, unref: () => undefined });
  };
  class SimulatedDate extends real.Date {
    constructor(...values: [] | [string | number | Date]) {
      super(values.length === 0 ? nowMs : values[0]);
    }
    static override now(): number {
      return nowMs;
    }
  }
  Object.assign(globalThis, {
    setTimeout: setTimer,
    clearTimeout: cancel,
    setInterval: setRepeating,
    clearInterval: cancel,
    setImmediate: (callback: (...values: unknown[]) => void, ...values: unknown[]) =>
      setTimer(callback, 0, ...values),
    Date: SimulatedDate,
  });
  Math.random = random;
  performance.now = () => nowMs - startMs;

  return {
    nowMs: () => nowMs,
    after(delayMs, callback) {
      const id = add(delayMs, callback);
      return () => void pending.delete(id);
    },
    sleep: (delayMs) => new Promise((resolve) => void add(delayMs, resolve)),
    async runUntil(untilMs) {
      for (;;) {
        await settle();
        const next = queue.peek();
        if (next === undefined || next.dueMs > untilMs) {
          nowMs = Math.max(nowMs, untilMs);
          return;
        }
        queue.pop();
        if (!pending.delete(next.id)) {
          continue;
        }
        steps += 1;
        if (steps > MAXIMUM_STEPS) {
          throw new Error('the simulation goes round in circles');
        }
        nowMs = Math.max(nowMs, next.dueMs);
        next.callback();
      }
    },
    steps: () => steps,
    uninstall() {
      Object.assign(globalThis, {
        setTimeout: real.setTimeout,
        clearTimeout: real.clearTimeout,
        setInterval: real.setInterval,
        clearInterval: real.clearInterval,
        setImmediate: real.setImmediate,
        Date: real.Date,
      });
      Math.random = real.random;
      performance.now = real.performanceNow;
    },
  };
}

/** Timers by due time, then by the order in which they were asked for: a binary heap. */
class TimerQueue {
  readonly #heap: Timer[] = [];

  peek(): Timer | undefined {
    return this.#heap[0];
  }

  push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(timer, parent)) {
        break;
      }
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      const child =
        other !== undefined && one !== undefined && isBefore(other, one) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) {
        break;
      }
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueMs === other.dueMs ? one.id < other.id : one.dueMs < other.dueMs;
}
