/** Rows in an order that is kept while rows change. */
export interface SortedOrder {
  /** The row is new or has changed. */
  touch(row: number): void;
  /** All rows in order. Costs one pass over all and a sort of those that were touched. */
  rows(): readonly number[];
}

/** Starts an empty order by `compare`, which must tell any two rows apart. */
export function createSortedOrder(compare: (left: number, right: number) => number): SortedOrder {
  let order: readonly number[] = [];
  const touched = new Set<number>();
  return {
    touch(row) {
      touched.add(row);
    },
    rows() {
      if (touched.size > 0) {
        const kept = order.filter((row) => !touched.has(row));
        const moved = [...touched].sort(compare);
        touched.clear();
        order = merge(kept, moved, compare);
      }
      return order;
    },
  };
}

function merge(
  left: readonly number[],
  right: readonly number[],
  compare: (left: number, right: number) => number,
): number[] {
  const merged: number[] = [];
  let fromRight = 0;
  for (const one of left) {
    let other = right[fromRight];
    while (other !== undefined && compare(other, one) < 0) {
      merged.push(other);
      fromRight += 1;
      other = right[fromRight];
    }
    merged.push(one);
  }
  for (const one of right.slice(fromRight)) {
    merged.push(one);
  }
  return merged;
}
