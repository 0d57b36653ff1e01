/** The wait before the next try, in milliseconds: doubles from `firstMs` with each failure, and stops at `maximumMs`. */
export function backoffMs(failures: number, firstMs: number, maximumMs: number): number {
  return Math.min(maximumMs, firstMs * 2 ** Math.min(Math.max(0, failures), 30));
}
