import { createHidPosDecoder } from '../decoders/hidPos.ts';
import type { ReaderContext } from '../readerContext.ts';
import { hidPosReport } from './hidPosReport.ts';

const DEVICE_ID = 'simulator:scanner';

/** A scanner without hardware, for the demonstration: real HID POS reports through the real decoder. */
export class SimulatedScanner {
  readonly #context: ReaderContext;
  readonly #decoder = createHidPosDecoder();
  #enabled = false;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** Puts it on the device list, or takes it off. */
  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    if (!enabled) {
      this.#context.registry.remove(DEVICE_ID);
      return;
    }
    this.#context.registry.set({
      deviceId: DEVICE_ID,
      connection: 'simulator',
      deviceClass: 'Scanner',
      name: 'Simulated scanner',
      location: '',
      state: 'ready',
      detail: '',
    });
  }

  /** Scans `digits` (1 to 48); does nothing while it is not enabled. */
  scan(digits: string): void {
    if (!this.#enabled) {
      this.#context.log('warning', 'A simulated scan was asked for, but the simulator is off.');
      return;
    }
    const report = hidPosReport(digits);
    const count = report.length;
    const outcomes = this.#decoder.push(report, this.#context.clock.monotonicMs());
    const received = { count, unit: 'bytes', framing: '1 report of a simulated scanner' } as const;
    this.#context.deliver(DEVICE_ID, 'simulator', outcomes, received);
  }
}
