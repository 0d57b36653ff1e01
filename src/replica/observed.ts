/** A value that can be read at any time and tells when it changed. Fits React's `useSyncExternalStore`. */
export interface Observed<Value> {
  /** The present value; the same object until it changes. */
  current(): Value;
  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** An observed value that its owner can set. */
export interface ObservedSource<Value> extends Observed<Value> {
  /** Sets the value and tells the listeners, unless it is the same value (`Object.is`). */
  set(value: Value): void;
}

/** Makes an observed value that starts as `initial`. */
export function createObserved<Value>(initial: Value): ObservedSource<Value> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    current: () => value,
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    set(next) {
      if (Object.is(next, value)) {
        return;
      }
      value = next;
      for (const listener of [...listeners]) {
        listener();
      }
    },
  };
}
