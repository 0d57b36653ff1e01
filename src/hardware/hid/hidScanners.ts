import { errorText } from '../errorText.ts';
import type { ReaderContext } from '../readerContext.ts';
import type { HidDescription } from './hidBackend.ts';
import { hidDeviceClass } from './hidDeviceClass.ts';
import { HID_UNAVAILABLE_ADVICE } from './hidFailure.ts';
import type { HotPlugWatch } from './hidHotPlug.ts';
import { identifyReaders } from './hidIdentity.ts';
import { scannerName } from './hidPosScanner.ts';
import { HidScanner, type HidScannerOptions } from './hidScanner.ts';
import { nextLookMs } from './scanPlan.ts';

/** The most readers that are open at once. */
const MAXIMUM_SCANNERS = 16;
const BACKEND_DEVICE_ID = 'hid:unavailable';

export interface HidScannersOptions extends HidScannerOptions {
  /** Starts to watch for changes; calls back on each. */
  readonly watch: (changed: () => void) => HotPlugWatch;
}

/** All USB readers in HID mode of this machine, of codes and of stripes: found, opened, lost and found again, without a restart. */
export class HidScanners {
  readonly #context: ReaderContext;
  readonly #options: HidScannersOptions;
  readonly #scanners = new Map<string, HidScanner>();
  #watch: HotPlugWatch | null = null;
  #timer: NodeJS.Timeout | null = null;
  #looksSinceChange = 0;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(context: ReaderContext, options: HidScannersOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Looks for scanners, and keeps looking when something changes. */
  async start(): Promise<void> {
    this.#watch = this.#options.watch(() => this.#changed());
    await this.#look();
  }

  /** Closes all. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watch?.stop();
    this.#clearTimer();
    await this.#looking;
    for (const scanner of this.#scanners.values()) {
      await scanner.close();
    }
  }

  /** Drops what is half read. */
  clearInput(): void {
    for (const scanner of this.#scanners.values()) {
      scanner.clearInput();
    }
  }

  #changed(): void {
    this.#looksSinceChange = 0;
    this.#plan();
  }

  #clearTimer(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  #plan(): void {
    this.#clearTimer();
    if (this.#stopped || this.#looking !== null) {
      return;
    }
    const states = [...this.#scanners.values()].map(({ state }) => state);
    const delayMs = nextLookMs({
      looksSinceChange: this.#looksSinceChange,
      watchActive: this.#watch?.active === true,
      anyOpen: states.some((state) => state === 'ready' || state === 'claimed'),
      anyFailed: states.includes('failed'),
    });
    if (delayMs !== null) {
      this.#timer = setTimeout(() => {
        this.#looksSinceChange += 1;
        void this.#look();
      }, delayMs);
    }
  }

  /** One look at the list; never two at once. */
  async #look(): Promise<void> {
    if (this.#looking !== null) {
      return;
    }
    this.#looking = this.#lookOnce();
    await this.#looking;
    this.#looking = null;
    this.#plan();
  }

  async #lookOnce(): Promise<void> {
    let listed: HidDescription[];
    try {
      listed = await this.#options.backend.list();
      this.#context.registry.remove(BACKEND_DEVICE_ID);
    } catch (thrown) {
      this.#reportUnavailable(thrown);
      return;
    }
    const known = new Map(Array.from(this.#scanners, ([deviceId, { path }]) => [deviceId, path]));
    const found = identifyReaders(listed, known);
    for (const [deviceId, scanner] of this.#scanners) {
      if (!found.has(deviceId) && scanner.state !== 'gone') {
        await scanner.lose();
      }
    }
    for (const [deviceId, description] of found) {
      if (!this.#stopped) {
        await this.#scannerFor(deviceId, description)?.take(description.path);
      }
    }
  }

  #reportUnavailable(thrown: unknown): void {
    this.#context.log('error', `HID devices cannot be listed: ${errorText(thrown)}`);
    this.#context.registry.set({
      deviceId: BACKEND_DEVICE_ID,
      connection: 'hid',
      deviceClass: 'Scanner',
      name: 'USB readers',
      location: '',
      state: 'failed',
      detail: HID_UNAVAILABLE_ADVICE,
    });
  }

  /** Null where there are too many. */
  #scannerFor(deviceId: string, description: HidDescription): HidScanner | null {
    const known = this.#scanners.get(deviceId);
    if (known !== undefined) {
      return known;
    }
    const deviceClass = hidDeviceClass(description);
    if (deviceClass === null || !this.#hasRoom()) {
      this.#context.log('warning', `More than ${MAXIMUM_SCANNERS} readers: one is left out.`);
      return null;
    }
    const identity = { deviceId, name: scannerName(description), deviceClass };
    const scanner = new HidScanner(this.#context, this.#options, identity, () => this.#changed());
    this.#scanners.set(deviceId, scanner);
    return scanner;
  }

  /** Whether one more scanner may be taken; one that is gone makes room. */
  #hasRoom(): boolean {
    if (this.#scanners.size < MAXIMUM_SCANNERS) {
      return true;
    }
    for (const [deviceId, { state }] of this.#scanners) {
      if (state === 'gone') {
        this.#context.registry.remove(deviceId);
        return this.#scanners.delete(deviceId);
      }
    }
    return false;
  }
}
