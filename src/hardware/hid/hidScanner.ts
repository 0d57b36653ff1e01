import { errorText } from '../errorText.ts';
import type { HardwareDevice } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import type { ClaimDevice, DeviceClaim } from './deviceClaim.ts';
import type { HidBackend } from './hidBackend.ts';
import { hidHeldAdvice, hidOpenAdvice, SCANNER_GONE_ADVICE } from './hidFailure.ts';
import { HidReader } from './hidReader.ts';

/** One failure to open is common: the list lags behind an unplug, and permissions behind a plug. */
const FAILURES_TO_TELL = 2;

/** What stays the same of a reader across replugs. */
export interface HidScannerIdentity {
  readonly deviceId: string;
  /** Make and model. */
  readonly name: string;
  readonly deviceClass: HardwareDevice['deviceClass'];
}

/** What a reader is opened with. */
export interface HidScannerOptions {
  readonly backend: HidBackend;
  readonly claim: ClaimDevice;
  readonly platform: string;
}

/**
 * One USB reader over its replugs, after UnifiedPOS: it is claimed before it is opened, since operating systems let several
 * programs read one HID device, and is enabled once what it had waiting is over.
 */
export class HidScanner {
  readonly identity: HidScannerIdentity;
  readonly #context: ReaderContext;
  readonly #options: HidScannerOptions;
  readonly #changed: () => void;
  #path = '';
  #state: HardwareDevice['state'] = 'opening';
  #claim: DeviceClaim | null = null;
  #reader: HidReader | null = null;
  /** Resolves when what was closed last is closed: only then can it be claimed again. */
  #closing: Promise<void> = Promise.resolve();
  /** Failures to open in a row. */
  #failures = 0;

  /** `changed` hears that the list of devices should be looked at. */
  constructor(
    context: ReaderContext,
    options: HidScannerOptions,
    identity: HidScannerIdentity,
    changed: () => void,
  ) {
    this.#context = context;
    this.#options = options;
    this.identity = identity;
    this.#changed = changed;
  }

  get state(): HardwareDevice['state'] {
    return this.#state;
  }

  /** Where it was seen last; empty while it is gone. */
  get path(): string {
    return this.#path;
  }

  /** Takes the reader into use that is listed at `path`; does nothing where that is done already, or waits for another process. */
  async take(path: string): Promise<void> {
    const isTaken = this.#reader !== null || this.#claim?.held === false;
    if (isTaken && this.#path === path) {
      return;
    }
    await this.close();
    this.#path = path;
    if (this.#state !== 'failed') {
      this.#show('opening', '');
    }
    const claim = await this.#claimPath(path);
    this.#claim = claim;
    if (claim?.held === false) {
      this.#failures = 0;
      this.#show('opened', hidHeldAdvice(claim.holderPid));
    } else {
      await this.#open(path);
    }
  }

  /** It is not listed any more, or failed. */
  async lose(): Promise<void> {
    this.#path = '';
    this.#show('gone', SCANNER_GONE_ADVICE);
    this.#context.log('info', `Reader gone: ${this.identity.deviceId}`);
    await this.close();
  }

  /** Stops reading and lets other processes claim it. */
  close(): Promise<void> {
    const reader = this.#reader;
    const claim = this.#claim;
    this.#reader = null;
    this.#claim = null;
    this.#closing = this.#closing.then(() => this.#closeBoth(reader, claim));
    return this.#closing;
  }

  /** Drops what is half read. */
  clearInput(): void {
    this.#reader?.clearInput();
  }

  async #closeBoth(reader: HidReader | null, claim: DeviceClaim | null): Promise<void> {
    try {
      await reader?.close();
    } catch (thrown) {
      // Closing what was pulled out fails on some systems; it is gone either way.
      this.#logInfo(`not closed: ${errorText(thrown)}`);
    }
    await claim?.release();
  }

  /** Null where the system does not tell whether another process has it: it is read all the same. */
  async #claimPath(path: string): Promise<DeviceClaim | null> {
    try {
      return await this.#options.claim(path, () => {
        this.#claim = null;
        this.#changed();
      });
    } catch (thrown) {
      this.#logInfo(`not claimed: ${errorText(thrown)}`);
      return null;
    }
  }

  async #open(path: string): Promise<void> {
    const identity = { ...this.identity, path };
    try {
      const reader = await HidReader.open(this.#options.backend, this.#context, identity, {
        enabled: () => this.#show('ready', ''),
        gone: () => void this.lose().then(() => this.#changed()),
      });
      this.#reader = reader;
      this.#failures = 0;
      this.#show('claimed', '');
      this.#logInfo('claimed and open');
    } catch (thrown) {
      await this.close();
      this.#failures += 1;
      if (this.#failures === FAILURES_TO_TELL) {
        this.#context.log(
          'warning',
          `Reader ${this.identity.deviceId} not opened: ${errorText(thrown)}`,
        );
      }
      if (this.#failures >= FAILURES_TO_TELL) {
        this.#show('failed', hidOpenAdvice(this.#options.platform));
      }
    }
  }

  #logInfo(message: string): void {
    this.#context.log('info', `Reader ${this.identity.deviceId} ${message}`);
  }

  #show(state: HardwareDevice['state'], detail: string): void {
    this.#state = state;
    this.#context.registry.set({
      ...this.identity,
      connection: 'hid',
      location: this.#path,
      state,
      detail,
    });
  }
}
