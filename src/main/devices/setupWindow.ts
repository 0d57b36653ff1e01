import type { CardPattern } from '../../domain/identity/credential.ts';
import { parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import type { SerialLineSetting } from '../../ipc/channels/settings.ts';
import type { DeviceSupervisor } from './deviceSupervisor.ts';

/** Observing ends by itself: a page that hangs without a word must not keep the till from its readers. */
const OBSERVING_MS = 15 * 60_000;

/** What one window asked of the readers. All of it ends with the window, however that ends. */
export class SetupWindow {
  readonly #supervisor: DeviceSupervisor;
  #patterns: readonly CardPattern[] | null = null;
  #end: NodeJS.Timeout | null = null;
  #probing = false;
  #holdsReads = false;

  constructor(supervisor: DeviceSupervisor) {
    this.#supervisor = supervisor;
  }

  /** The card formats that this window tries; null where it does not observe. */
  get patterns(): readonly CardPattern[] | null {
    return this.#patterns;
  }

  /** Starts or ends observing; `cardFormats` are tried beside those that are set up, and texts that are none are left out. */
  setObserving(observing: boolean, cardFormats: readonly string[]): void {
    clearTimeout(this.#end ?? undefined);
    this.#end = null;
    this.#patterns = observing
      ? cardFormats.flatMap((text) => {
          const pattern = parseCardPattern(text);
          return pattern.ok ? [pattern.value] : [];
        })
      : null;
    if (observing) {
      this.#end = setTimeout(() => this.setObserving(false, []), OBSERVING_MS);
      this.#end.unref();
    }
  }

  /** As `DeviceSupervisor.probe`. */
  probe(path: string, line: SerialLineSetting | null): boolean {
    this.#probing = this.#supervisor.probe(path, line);
    return this.#probing;
  }

  cancelProbe(): void {
    this.#probing = false;
    this.#supervisor.cancelProbe();
  }

  /** As `DeviceSupervisor.setDataEventEnabled`. */
  setDataEventEnabled(enabled: boolean): void {
    this.#holdsReads = !enabled;
    this.#supervisor.setDataEventEnabled(enabled);
  }

  /** The window is closed, reloaded, crashed or cut off: what it held goes back to the till. */
  close(): void {
    this.setObserving(false, []);
    if (this.#probing) {
      this.cancelProbe();
    }
    if (this.#holdsReads) {
      // What waited was presented to a page that is no more.
      this.#supervisor.clearInput();
      this.setDataEventEnabled(true);
    }
  }
}
