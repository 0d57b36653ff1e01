import { typedText } from '../../hardware/decoders/keystrokes.ts';
import { findSerialPath } from '../../hardware/serial/serialIdentity.ts';
import { learnAffixes } from '../../hardware/wedge/learnAffixes.ts';
import type { ProbeProgress, SerialPortOption, Keystroke } from '../../ipc/channels/devices.ts';
import type { EventName, EventPayload, Response } from '../../ipc/contract.ts';
import type { SerialReaderSetting } from '../../ipc/channels/settings.ts';
import { ruledRead, type CardRules } from '../identity/cardIdentifier.ts';
import type { DeviceSupervisor, SupervisedRead } from './deviceSupervisor.ts';
import { observationOf } from './observation.ts';
import { SetupWindow } from './setupWindow.ts';

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

/** Setting readers up: shows what they read, finds out how they send, and learns what they add. */
export class ReaderSetup {
  readonly #options: ReaderSetupOptions;
  readonly #windows = new Set<SetupWindow>();

  constructor(options: ReaderSetupOptions) {
    this.#options = options;
    options.supervisor.onProbe((progress) => this.#tellProbe(progress));
  }

  /** What one window asks of the readers; it ends with `closeWindow`. */
  openWindow(): SetupWindow {
    const window = new SetupWindow(this.#options.supervisor);
    this.#windows.add(window);
    return window;
  }

  /** Ends what a window asked for. */
  closeWindow(window: SetupWindow): void {
    this.#windows.delete(window);
    window.close();
  }

  /** Takes a read while observing and shows it; false where nobody observes, and the read is the till's. */
  observe(read: SupervisedRead): boolean {
    const tried = [...this.#windows].flatMap(({ patterns }) =>
      patterns === null ? [] : [patterns],
    );
    if (tried.length === 0) {
      return false;
    }
    const rules = this.#options.cardRules();
    const layers = [...(rules?.layers ?? []), { cardPatterns: tried.flat(), measureRules: [] }];
    const observation = observationOf(read, layers, rules?.tokenKey ?? null);
    this.#options.publish('devices.observed', observation);
    return true;
  }

  /** The serial ports, with what is set up at them. */
  async listPorts(): Promise<SerialPortOption[]> {
    const ports = await this.#options.supervisor.listSerialPorts();
    const taken = this.#options
      .serialReaders()
      .map(({ path, usb }) => (usb === null ? path : findSerialPath(path, usb, ports)));
    return ports.map((port) => ({ ...port, configured: taken.includes(port.path) }));
  }

  /** Learns prefix and suffix from three scans of the same card or product. */
  learnWedge(scans: readonly (readonly Keystroke[])[]): Response<'devices.learnWedge'> {
    const layers = this.#options.cardRules()?.layers ?? [];
    const learned = learnAffixes(
      scans.map((keys) => typedText(keys).text),
      (reading) => ruledRead(layers, reading)?.kind === 'card',
    );
    return learned.ok
      ? { learned: true, wedge: learned.value }
      : { learned: false, message: learned.error };
  }

  /** Ends what goes on, when the terminal stops. */
  stop(): void {
    for (const window of this.#windows) {
      this.closeWindow(window);
    }
  }

  #tellProbe(progress: ProbeProgress): void {
    this.#options.publish('devices.probeProgress', progress);
  }
}
