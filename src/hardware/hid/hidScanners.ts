import type { HidBackend, HidDescription } from './hidBackend.ts';
import { hidOpenAdvice, HID_UNAVAILABLE_ADVICE, SCANNER_GONE_ADVICE } from './hidFailure.ts';
import type { HotPlugWatch } from './hidHotPlug.ts';
import { hidDeviceClass } from './hidDeviceClass.ts';
import { scannerId, scannerName } from './hidPosScanner.ts';
import { HidReader } from './hidReader.ts';
import { nextLookMs } from './scanPlan.ts';
import type { HardwareDevice } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import { errorText } from '../errorText.ts';

/** The most scanners that are open at once. */
const MAXIMUM_SCANNERS = 16;
/** One failure to open is common: the list lags behind an unplug, and permissions behind a plug. */
const FAILURES_TO_TELL = 2;
const BACKEND_DEVICE_ID = 'hid:unavailable';

interface Scanner {
  readonly deviceId: string;
  readonly name: string;
  readonly deviceClass: HardwareDevice['deviceClass'];
  path: string;
  reader: HidReader | null;
  state: HardwareDevice['state'];
  /** Failures to open in a row. */
  failures: number;
}

export interface HidScannersOptions {
  readonly backend: HidBackend;
  readonly platform: string;
  /** Starts to watch for changes; calls back on each. */
  readonly watch: (changed: () => void) => HotPlugWatch;
}

/** All USB readers in HID mode of this machine, of codes and of stripes: found, opened, lost and found again, without a restart. */
export class HidScanners {
  readonly #context: ReaderContext;
  readonly #options: HidScannersOptions;
  readonly #scanners = new Map<string, Scanner>();
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
      await this.#close(scanner);
    }
  }

  /** Drops what is half read. */
  clearInput(): void {
    for (const { reader } of this.#scanners.values()) {
      reader?.clearInput();
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
      anyOpen: states.includes('ready'),
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
    const found = identify(listed);
    for (const scanner of this.#scanners.values()) {
      if (!found.has(scanner.deviceId) && scanner.state !== 'gone') {
        await this.#lose(scanner);
      }
    }
    for (const [deviceId, description] of found) {
      if (!this.#stopped) {
        await this.#take(deviceId, description);
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

  async #take(deviceId: string, description: HidDescription): Promise<void> {
    const scanner = this.#scanners.get(deviceId) ?? {
      deviceId,
      name: scannerName(description),
      deviceClass: hidDeviceClass(description) ?? 'Scanner',
      path: description.path,
      reader: null,
      state: 'opening',
      failures: 0,
    };
    if (scanner.reader !== null && scanner.path === description.path) {
      return;
    }
    if (!this.#scanners.has(deviceId) && !this.#hasRoom()) {
      this.#context.log('warning', `More than ${MAXIMUM_SCANNERS} scanners: one is left out.`);
      return;
    }
    if (!this.#scanners.has(deviceId)) {
      this.#scanners.set(deviceId, scanner);
      this.#show(scanner, 'opening', '');
    }
    await this.#close(scanner);
    scanner.path = description.path;
    try {
      scanner.reader = await HidReader.open(
        this.#options.backend,
        this.#context,
        scanner,
        () => void this.#lose(scanner).then(() => this.#changed()),
      );
      scanner.failures = 0;
      this.#show(scanner, 'ready', '');
      this.#context.log('info', `Scanner opened: ${deviceId}`);
    } catch (thrown) {
      scanner.failures += 1;
      if (scanner.failures === FAILURES_TO_TELL) {
        this.#context.log('warning', `Scanner ${deviceId} not opened: ${errorText(thrown)}`);
        this.#show(scanner, 'failed', hidOpenAdvice(this.#options.platform));
      }
    }
  }

  /** Whether one more scanner may be taken; one that is gone makes room. */
  #hasRoom(): boolean {
    if (this.#scanners.size < MAXIMUM_SCANNERS) {
      return true;
    }
    for (const { deviceId, state } of this.#scanners.values()) {
      if (state === 'gone') {
        this.#context.registry.remove(deviceId);
        return this.#scanners.delete(deviceId);
      }
    }
    return false;
  }

  async #lose(scanner: Scanner): Promise<void> {
    this.#show(scanner, 'gone', SCANNER_GONE_ADVICE);
    this.#context.log('info', `Scanner gone: ${scanner.deviceId}`);
    await this.#close(scanner);
  }

  async #close(scanner: Scanner): Promise<void> {
    const { reader } = scanner;
    scanner.reader = null;
    try {
      await reader?.close();
    } catch (thrown) {
      // Closing what was pulled out fails on some systems; it is gone either way.
      this.#context.log('info', `Scanner ${scanner.deviceId} not closed: ${errorText(thrown)}`);
    }
  }

  #show(scanner: Scanner, state: HardwareDevice['state'], detail: string): void {
    scanner.state = state;
    const { deviceId, deviceClass, name, path } = scanner;
    const location = state === 'gone' ? '' : path;
    this.#context.registry.set({
      deviceId,
      connection: 'hid',
      deviceClass,
      name,
      location,
      state,
      detail,
    });
  }
}

/** The scanners among the listed collections by id, each path once; equal ones are numbered by their path's order. */
function identify(listed: readonly HidDescription[]): Map<string, HidDescription> {
  const byPath = new Map<string, HidDescription>();
  for (const description of listed) {
    if (hidDeviceClass(description) !== null && !byPath.has(description.path)) {
      byPath.set(description.path, description);
    }
  }
  const found = new Map<string, HidDescription>();
  for (const description of byPath.values()) {
    const base = scannerId(description);
    let deviceId = base;
    for (let number = 2; found.has(deviceId); number += 1) {
      deviceId = `${base}#${number}`;
    }
    found.set(deviceId, description);
  }
  return found;
}
