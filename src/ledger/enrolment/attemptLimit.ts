import type { Clock } from '../../domain/ports.ts';

/** So many wrong codes may come from one address within the window. */
const MAXIMUM_WRONG = 20;
const WINDOW_MS = 10 * 60_000;
/** So many addresses are remembered; the one that was first wrong is forgotten first. */
const MAXIMUM_ADDRESSES = 10_000;

/** Keeps whoever guesses enrolment codes from guessing many. One ledger process counts for itself. */
export interface AttemptLimit {
  /** How long `address` has to wait before it may try a code, in seconds; 0 where it may now. */
  waitSeconds(address: string): number;
  /** A code from `address` was wrong. */
  wrong(address: string): void;
}

/** Counts wrong codes by address, 20 in 10 minutes; a right code is not counted. */
export function createAttemptLimit(clock: Clock): AttemptLimit {
  const windows = new Map<string, { readonly endsAtMs: number; wrong: number }>();
  const present = (address: string) => {
    const window = windows.get(address);
    const leftMs = (window?.endsAtMs ?? 0) - clock.nowMs();
    // A clock that was set back must not lock anybody out for longer than a window.
    if (window === undefined || leftMs <= 0 || leftMs > WINDOW_MS) {
      windows.delete(address);
      return null;
    }
    return window;
  };
  return {
    waitSeconds(address) {
      const window = present(address);
      return window === null || window.wrong < MAXIMUM_WRONG
        ? 0
        : Math.ceil((window.endsAtMs - clock.nowMs()) / 1000);
    },
    wrong(address) {
      const window = present(address);
      if (window !== null) {
        window.wrong += 1;
        return;
      }
      const [oldest] = windows.keys();
      if (oldest !== undefined && windows.size >= MAXIMUM_ADDRESSES) {
        windows.delete(oldest);
      }
      windows.set(address, { endsAtMs: clock.nowMs() + WINDOW_MS, wrong: 1 });
    },
  };
}
