import type { Keystroke } from '../../../ipc/channels/devices.ts';

/** The longest pause between two keys of one burst; people rolling over keys rarely go below it four times in a row. */
export const MAXIMUM_KEY_GAP_MS = 35;

/** The fewest keys that are taken for a scan. */
export const MINIMUM_BURST_KEYS = 4;

/** A burst without a closing key ends after this silence. */
export const BURST_SILENCE_MS = 80;

/** The most keys of one burst that are kept; what comes after them is swallowed. */
export const MAXIMUM_BURST_KEYS = 512;

/** What a key means for the page. */
export type KeyVerdict =
  /** May be a person's: let it through. `first` says that a burst could begin here, so that a field can be remembered. */
  | { readonly kind: 'typing'; readonly first: boolean }
  /** Belongs to a scan: swallow it. `began` is true for the key that settled it, so that a field can be restored. */
  | { readonly kind: 'burst'; readonly began: boolean }
  /** Closes a scan: swallow it, `keys` is the whole of it. */
  | { readonly kind: 'ended'; readonly keys: readonly Keystroke[] };

/** Tells a keyboard-wedge scanner from a person by the pace of the keys. */
export interface BurstDetector {
  /** Judges the next key (no modifier keys, no auto-repeats). */
  key(stroke: Keystroke): KeyVerdict;
  /** Tells the time; gives the scan that silence has ended, or null. */
  tick(atMs: number): readonly Keystroke[] | null;
}

/** Whether `stroke` closes a scan: Enter, Tab, or the control characters CR, LF and HT as scanners type them. */
export function closesBurst(stroke: Keystroke): boolean {
  return (
    ['Enter', 'NumpadEnter', 'Tab'].includes(stroke.code) ||
    (stroke.control && ['KeyM', 'KeyJ', 'KeyI'].includes(stroke.code))
  );
}

/** Keys that print, and those that close a scan: all that a scanner types. Others, e.g. F9 or Escape, are a person's. */
const TYPED_BY_SCANNERS =
  /^(Digit|Key|Numpad|Minus|Equal|Bracket|Semicolon|Quote|Back(quote|slash)|Intl|Comma|Period|Slash|Space|Enter|Tab)/;

/** What scanners type for GS between the fields of a GS1 code; a person's where no scan is under way. */
const SEPARATOR = 'F8';

/** A detector that has seen no key. */
export function createBurstDetector(): BurstDetector {
  let keys: Keystroke[] = [];
  let lastAtMs = Number.NEGATIVE_INFINITY;

  function take(): readonly Keystroke[] {
    const taken = keys;
    keys = [];
    return taken;
  }

  return {
    key(stroke) {
      const gapMs = stroke.atMs - lastAtMs;
      const inBurst = keys.length >= MINIMUM_BURST_KEYS;
      const allowedGapMs = inBurst ? BURST_SILENCE_MS : MAXIMUM_KEY_GAP_MS;
      const separates =
        stroke.code === SEPARATOR && keys.length > 0 && gapMs >= 0 && gapMs <= allowedGapMs;
      if (!separates && !TYPED_BY_SCANNERS.test(stroke.code)) {
        keys = [];
        lastAtMs = Number.NEGATIVE_INFINITY;
        return { kind: 'typing', first: false };
      }
      lastAtMs = stroke.atMs;
      if (gapMs > allowedGapMs || gapMs < 0) {
        // A person's Enter right before a scan is no part of it, and what it did to a field is not undone.
        keys = closesBurst(stroke) ? [] : [stroke];
        return { kind: 'typing', first: keys.length > 0 };
      }
      if (closesBurst(stroke)) {
        if (!inBurst) {
          keys = [];
          return { kind: 'typing', first: false };
        }
        return { kind: 'ended', keys: [...take(), stroke] };
      }
      if (keys.length < MAXIMUM_BURST_KEYS - 1) {
        keys.push(stroke);
      }
      if (keys.length < MINIMUM_BURST_KEYS) {
        return { kind: 'typing', first: keys.length === 1 };
      }
      return { kind: 'burst', began: !inBurst };
    },
    tick(atMs) {
      const silent = atMs - lastAtMs >= BURST_SILENCE_MS;
      if (!silent || keys.length === 0) {
        return null;
      }
      const taken = take();
      return taken.length >= MINIMUM_BURST_KEYS ? taken : null;
    },
  };
}
