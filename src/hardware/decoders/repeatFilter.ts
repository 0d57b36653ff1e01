import type { DecodeOutcome } from './decoded.ts';

/** Lets the card that is held to a reader through once. */
export interface RepeatFilter {
  /** The outcome, or nothing where it is the same card again. */
  take(outcome: DecodeOutcome, atMs: number): DecodeOutcome[];
  reset(): void;
}

/**
 * A filter for one contactless reader, which repeats the card in its field many times a second. The same card counts anew
 * once it has not been read for `repeatMs` milliseconds. Remembers one card.
 */
export function createRepeatFilter(repeatMs = 1500): RepeatFilter {
  let lastText = '';
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return {
    take(outcome, atMs) {
      if (outcome.result !== 'credential') {
        return [outcome];
      }
      const { text } = outcome.reading;
      const repeated = text === lastText && atMs - lastAtMs < repeatMs;
      lastText = text;
      lastAtMs = atMs;
      return repeated ? [] : [outcome];
    },
    reset() {
      lastText = '';
      lastAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
