/**
 * When to ask for the list of HID devices next. After a change it lags, and permissions are set after the node appears:
 * so a change is followed by a short burst of looks. Else the list is asked for only where nothing tells of changes:
 * every 3 s while no scanner is open (a person waits for it), every 30 s while one is (an open one tells of its own end).
 * Enumerating costs a Windows machine tens of milliseconds and stalls its HID stack; this bounds it to a thousandth.
 */
const BURST_MS: readonly number[] = [100, 400, 500, 1000, 2000, 3000];
const WAITING_MS = 3_000;
const SETTLED_MS = 30_000;
/** A scanner that is there and cannot be opened is tried again at this pace. */
const FAILED_MS = 5_000;

export interface ScanPlanState {
  /** How many looks followed the last change. */
  readonly looksSinceChange: number;
  readonly watchActive: boolean;
  readonly anyOpen: boolean;
  readonly anyFailed: boolean;
}

/** Milliseconds until the next look at the list; null for none until something changes. */
export function nextLookMs(state: ScanPlanState): number | null {
  const burst = BURST_MS[state.looksSinceChange];
  if (burst !== undefined) {
    return burst;
  }
  if (state.anyFailed) {
    return FAILED_MS;
  }
  if (state.watchActive) {
    return null;
  }
  return state.anyOpen ? SETTLED_MS : WAITING_MS;
}
