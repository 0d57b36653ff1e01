import { backoffMs } from '../backoff.ts';
import type { StreamDecoder } from '../decoders/decoded.ts';
import { createSerialLineDecoder } from '../decoders/serialLine.ts';
import { errorText } from '../errorText.ts';
import type { HardwareDevice, SerialReaderConfiguration } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import { openSerialPort, type OpenSerialPort } from './openSerialPort.ts';
import { portIdentity } from './portPresence.ts';
import { serialGoneAdvice, serialOpenAdvice } from './serialFailure.ts';

const FIRST_RETRY_MS = 250;
const MAXIMUM_RETRY_MS = 3_000;
/** How often the port's name is looked at while it is open: an unplug may come without `close`. */
const PRESENCE_MS = 500;
/** How often an unfinished read is looked at; well below the silence that ends a read. */
const TICK_MS = 10;

/** The device id of the reader at a port. */
export function serialDeviceId(path: string): string {
  return `serial:${path}`.slice(0, 300);
}

/** One configured serial reader: opened, read, lost and opened again until it is stopped. */
export class SerialReader {
  readonly configuration: SerialReaderConfiguration;
  readonly #context: ReaderContext;
  readonly #platform: string;
  readonly #decoder: StreamDecoder;
  #port: OpenSerialPort | null = null;
  #identity: string | null = null;
  #failures = 0;
  #wasOpen = false;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #tick: NodeJS.Timeout | null = null;

  constructor(context: ReaderContext, configuration: SerialReaderConfiguration, platform: string) {
    this.#context = context;
    this.configuration = configuration;
    this.#platform = platform;
    this.#decoder = createSerialLineDecoder({ framing: configuration.framing });
  }

  /** Starts to open and read. */
  start(): void {
    this.#show('opening', '');
    this.#later(0, () => this.#open());
  }

  /** Closes for good; the caller takes it off the list. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clear();
    await this.#working;
    await this.#release();
  }

  async #open(): Promise<void> {
    const { path, baudRate } = this.configuration;
    try {
      this.#identity = await portIdentity(path, this.#platform);
      const ended = (): void => {
        if (!this.#stopped && this.#port !== null) {
          this.#later(0, () => this.#lose());
        }
      };
      this.#port = await openSerialPort(path, baudRate, {
        onBytes: (bytes) => this.#takeBytes(bytes),
        onEnd: ended,
      });
    } catch (thrown) {
      this.#tellOpenFailure(thrown);
      this.#failures += 1;
      this.#later(backoffMs(this.#failures - 1, FIRST_RETRY_MS, MAXIMUM_RETRY_MS), () =>
        this.#open(),
      );
      return;
    }
    this.#failures = 0;
    this.#wasOpen = true;
    this.#show('ready', '');
    this.#context.log('info', `Serial reader opened: ${path}`);
    this.#later(PRESENCE_MS, () => this.#checkPresence());
  }

  async #checkPresence(): Promise<void> {
    const identity = await portIdentity(this.configuration.path, this.#platform);
    if (identity === null || identity !== this.#identity) {
      await this.#lose();
    } else if (this.#timer === null) {
      // A planned step here is the port's own report of its end, which came meanwhile.
      this.#later(PRESENCE_MS, () => this.#checkPresence());
    }
  }

  async #lose(): Promise<void> {
    const { path } = this.configuration;
    this.#show('gone', serialGoneAdvice(path));
    this.#context.log('info', `Serial reader gone: ${path}`);
    await this.#release();
    this.#later(FIRST_RETRY_MS, () => this.#open());
  }

  async #release(): Promise<void> {
    this.#stopTicking();
    this.#decoder.reset();
    const port = this.#port;
    this.#port = null;
    await port?.close();
  }

  #tellOpenFailure(thrown: unknown): void {
    const { path } = this.configuration;
    if (this.#failures === 0) {
      this.#context.log('warning', `Serial reader ${path} not opened: ${errorText(thrown)}`);
    }
    const advice = serialOpenAdvice(thrown, path, this.#platform);
    this.#show(this.#wasOpen ? 'gone' : 'failed', advice);
  }

  #takeBytes(bytes: Uint8Array): void {
    if (this.#port !== null) {
      const outcomes = this.#decoder.push(bytes, this.#context.clock.monotonicMs());
      this.#context.deliver(serialDeviceId(this.configuration.path), 'serial', outcomes);
      this.#tickWhilePending();
    }
    // The bytes may have held a payment number; nothing of it stays in this buffer.
    bytes.fill(0);
  }

  #tickWhilePending(): void {
    if (this.#decoder.pending() && this.#tick === null) {
      this.#tick = setInterval(() => {
        const outcomes = this.#decoder.tick(this.#context.clock.monotonicMs());
        this.#context.deliver(serialDeviceId(this.configuration.path), 'serial', outcomes);
        if (!this.#decoder.pending()) {
          this.#stopTicking();
        }
      }, TICK_MS);
    }
  }

  #stopTicking(): void {
    if (this.#tick !== null) {
      clearInterval(this.#tick);
      this.#tick = null;
    }
  }

  /** Plans the one next step; a step never overlaps another. */
  #later(delayMs: number, step: () => Promise<void>): void {
    this.#clear();
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#working = this.#working.then(async () => {
          if (!this.#stopped) {
            await step();
          }
        });
      }, delayMs);
    }
  }

  #clear(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  #show(state: HardwareDevice['state'], detail: string): void {
    const { path } = this.configuration;
    this.#context.registry.set({
      deviceId: serialDeviceId(path),
      connection: 'serial',
      name: `Serial reader ${path}`,
      state,
      detail,
    });
  }
}
