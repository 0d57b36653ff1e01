import { createObserved, type Observed } from '../replica/observed.ts';

/** When a pull last had all that the ledger had. */
export interface CaughtUp {
  /** Terminal's clock, milliseconds since 1970. */
  readonly askedAtMs: number;
  /** UTC instant at the ledger. */
  readonly asOf: string;
}

/** Whether there may be something to pull, so that no word of the ledger's is lost between two questions. */
export interface Staleness {
  /** There may be something. `known` says that the ledger told so, or that the till has been away. */
  mark(known: boolean): void;
  isStale(): boolean;
  /** Begins a question: what is marked from now on is not covered by its answer. */
  ask(): { answered(more: boolean): void };
  /** True while something is known to wait at the ledger. */
  readonly behind: Observed<boolean>;
  /** Remembers that the answer whose documents are being stored was the last one. */
  keepCaughtUp(caughtUp: CaughtUp | null): void;
  takeCaughtUp(): CaughtUp | null;
}

/** Starts as stale: a till that starts has been away. */
export function createStaleness(): Staleness {
  const behind = createObserved(true);
  let stale = true;
  let markedKnown = true;
  let kept: CaughtUp | null = null;
  return {
    behind,
    mark(known) {
      stale = true;
      if (known) {
        markedKnown = true;
        behind.set(true);
      }
    },
    isStale: () => stale,
    ask() {
      stale = false;
      const wasKnown = markedKnown;
      markedKnown = false;
      return {
        answered(more) {
          stale ||= more;
          markedKnown ||= more && wasKnown;
          behind.set(markedKnown);
        },
      };
    },
    keepCaughtUp(caughtUp) {
      kept = caughtUp;
    },
    takeCaughtUp() {
      const taken = kept;
      kept = null;
      return taken;
    },
  };
}
