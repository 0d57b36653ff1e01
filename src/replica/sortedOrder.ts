/** Rows that are sorted in one step, and rows that are merged in one: each takes a few milliseconds. */
const SORTED_AT_ONCE = 2000;
const MERGED_AT_ONCE = 10_000;
/** So few rows are put in their place when the order is read. */
const SETTLED_WHEN_READ = 256;
/** One list this many times as long as the other is searched rather than walked. */
const MUCH_LONGER = 16;

type Compare = (left: number, right: number) => number;

/** Rows in an order that is kept while rows change. */
export interface SortedOrder {
  /** The row is new or has changed. */
  touch(row: number): void;
  /** How many rows are not yet in their place. */
  pending(): number;
  /** The rows in order. Those pending are where they were, or not there, unless they are so few that they settle now. */
  rows(): readonly number[];
  /** Puts the pending rows in their place, a few milliseconds a step; does nothing where that is under way. */
  settling(): Generator<undefined, void>;
}

/** Starts an empty order of rows by the keys that they have when they are put in their place, then by row. */
export function createSortedOrder<Key>(
  keyOf: (row: number) => Key,
  compareKeys: (left: Key, right: Key) => number,
): SortedOrder {
  let order: readonly number[] = [];
  let touched = new Set<number>();
  let isSettling = false;
  // Rows change between two steps; the keys by which they are compared do not.
  const keys: Key[] = [];
  const compare: Compare = (left, right) => {
    const leftKey = keys[left];
    const rightKey = keys[right];
    return leftKey === undefined || rightKey === undefined
      ? left - right
      : compareKeys(leftKey, rightKey) || left - right;
  };

  function* sortedRuns(rows: readonly number[]): Generator<undefined, number[][]> {
    const runs: number[][] = [];
    for (let first = 0; first < rows.length; first += SORTED_AT_ONCE) {
      const run = rows.slice(first, first + SORTED_AT_ONCE);
      for (const row of run) {
        keys[row] = keyOf(row);
      }
      runs.push(run.sort(compare));
      yield;
    }
    return runs;
  }

  function* settling(): Generator<undefined, void> {
    if (isSettling || touched.size === 0) {
      return;
    }
    const moved = touched;
    touched = new Set();
    isSettling = true;
    let isDone = false;
    try {
      let runs = yield* sortedRuns([...moved]);
      while (runs.length > 1) {
        const merged: number[][] = [];
        for (let first = 0; first < runs.length; first += 2) {
          merged.push(yield* merge(runs[first] ?? [], runs[first + 1] ?? [], compare));
        }
        runs = merged;
      }
      const kept = order.filter((row) => !moved.has(row));
      yield;
      order = yield* merge(kept, runs[0] ?? [], compare);
      isDone = true;
    } finally {
      isSettling = false;
      if (!isDone) {
        touched = new Set([...moved, ...touched]);
      }
    }
  }

  return {
    touch(row) {
      touched.add(row);
    },
    pending: () => touched.size,
    rows() {
      if (!isSettling && touched.size <= SETTLED_WHEN_READ) {
        const steps = settling();
        while (steps.next().done !== true);
      }
      return order;
    },
    settling,
  };
}

/** Merges two sorted lists. */
function* merge(
  left: readonly number[],
  right: readonly number[],
  compare: Compare,
): Generator<undefined, number[]> {
  const isShort = right.length * MUCH_LONGER < left.length;
  const merged: number[] = [];
  let from = 0;
  let steps = 0;
  for (const row of right) {
    const end = isShort ? positionOf(row, left, from, compare) : left.length;
    for (; from < end; from += 1) {
      const next = left[from];
      if (next === undefined || (!isShort && compare(row, next) < 0)) {
        break;
      }
      merged.push(next);
      steps += 1;
      if (steps % MERGED_AT_ONCE === 0) {
        yield;
      }
    }
    merged.push(row);
  }
  yield;
  return merged.concat(left.slice(from));
}

/** Where `row` belongs in `sorted`, from position `from` on. */
function positionOf(
  row: number,
  sorted: readonly number[],
  from: number,
  compare: Compare,
): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, row) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
