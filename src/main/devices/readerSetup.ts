import type { CardPattern } from '../../domain/identity/credential.ts';
import { parseCardPattern } from '../../domain/identity/cardPatternText.ts';
import { typedText } from '../../hardware/decoders/keystrokes.ts';
import { learnAffixes } from '../../hardware/wedge/learnAffixes.ts';
import type { ProbeProgress, SerialPortOption, Keystroke } from '../../ipc/channels/devices.ts';
import type { EventName, EventPayload, Response } from '../../ipc/contract.ts';
import type { SerialReaderSetting } from '../../ipc/channels/settings.ts';
import { matchReading, type CardRules } from '../identity/cardIdentifier.ts';
import type { DeviceSupervisor, SupervisedRead } from './deviceSupervisor.ts';
import { observationOf } from './observation.ts';

/** Sends an event to the windows. */
export type PublishEvent = <Name extends EventName>(
  event: Name,
  payload: EventPayload<Name>,
) => void;

export interface ReaderSetupOptions {
  readonly supervisor: DeviceSupervisor;
  /** Null before enrolment. */
  readonly cardRules: () => CardRules | null;
  readonly serialReaders: () => readonly SerialReaderSetting[];
  readonly publish: PublishEvent;
}

/** Observing ends by itself: a window that was closed without a word must not keep the till from its readers. */
const OBSERVING_MS = 15 * 60_000;

/** Setting readers up: shows what they read, finds out how they send, and learns what they add. */
export class ReaderSetup {
  readonly #options: ReaderSetupOptions;
  #patterns: readonly CardPattern[] | null = null;
  #end: NodeJS.Timeout | null = null;

  constructor(options: ReaderSetupOptions) {
    this.#options = options;
    options.supervisor.onProbe((progress) => this.#tellProbe(progress));
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

  /** Takes a read while observing and shows it; false where nobody observes, and the read is the till's. */
  observe(read: SupervisedRead): boolean {
    if (this.#patterns === null) {
      return false;
    }
    const known = this.#options.cardRules()?.cardPatterns ?? [];
    this.#options.publish('devices.observed', observationOf(read, [...known, ...this.#patterns]));
    return true;
  }

  /** The serial ports, with what is set up at them. */
  async listPorts(): Promise<SerialPortOption[]> {
    const ports = await this.#options.supervisor.listSerialPorts();
    const readers = this.#options.serialReaders();
    return ports.map((port) => ({
      ...port,
      configured: readers.some(({ path }) => path === port.path),
    }));
  }

  /** Learns prefix and suffix from three scans of the same card or product. */
  learnWedge(scans: readonly (readonly Keystroke[])[]): Response<'devices.learnWedge'> {
    const patterns = this.#options.cardRules()?.cardPatterns ?? [];
    const learned = learnAffixes(
      scans.map((keys) => typedText(keys).text),
      (reading) => matchReading(patterns, reading) !== null,
    );
    return learned.ok
      ? { learned: true, wedge: learned.value }
      : { learned: false, message: learned.error };
  }

  /** Ends what goes on, when the terminal stops. */
  stop(): void {
    this.setObserving(false, []);
  }

  #tellProbe(progress: ProbeProgress): void {
    this.#options.publish('devices.probeProgress', progress);
  }
}
