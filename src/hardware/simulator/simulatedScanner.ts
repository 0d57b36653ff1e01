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
      name: 'Simulated scanner',
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
    const outcomes = this.#decoder.push(hidPosReport(digits), this.#context.clock.monotonicMs());
    this.#context.deliver(DEVICE_ID, 'simulator', outcomes);
  }
}
