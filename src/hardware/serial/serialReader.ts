import { backoffMs } from '../backoff.ts';
import { errorText } from '../errorText.ts';
import type { HardwareDevice, SerialReaderConfiguration } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import { createSerialProtocol } from './createSerialProtocol.ts';
import { framingWords } from './framingWords.ts';
import type { OpenSerialPort } from './openSerialPort.ts';
import { portIdentity } from './portPresence.ts';
import type { OpenPort } from './probePort.ts';
import { serialGoneAdvice, serialOpenAdvice, serialSilentAdvice } from './serialFailure.ts';
import { findSerialPath, serialDeviceId } from './serialIdentity.ts';
import { listSerialPorts } from './serialPortList.ts';
import type { SerialProtocol, SerialStep } from './serialProtocol.ts';

const FIRST_RETRY_MS = 250;
const MAXIMUM_RETRY_MS = 3_000;
/** A port that lasts shorter than this has failed at once: it is tried ever more slowly. */
const STABLE_MS = 3_000;
/** How often the port's name is looked at while it is open: an unplug may come without `close`. */
const PRESENCE_MS = 500;
/** How often an unfinished read is looked at; well below the silence that ends a read. */
const TICK_MS = 10;

const KIND_NAMES: Readonly<Record<SerialReaderConfiguration['kind'], string>> = {
  lines: 'Serial reader',
  framed: 'Serial reader',
  rfid: 'RFID reader',
  pn532: 'NFC reader',
};

/** One configured serial reader: opened, read, lost and opened again until it is stopped. */
export class SerialReader {
  readonly configuration: SerialReaderConfiguration;
  readonly #context: ReaderContext;
  readonly #platform: string;
  readonly #openPort: OpenPort;
  readonly #protocol: SerialProtocol;
  readonly #deviceId: string;
  /** The port's name now; another than the configured one after a replug. */
  #path: string;
  #bytes = 0;
  #port: OpenSerialPort | null = null;
  #identity: string | null = null;
  #failures = 0;
  #wasOpen = false;
  #openedAtMs = 0;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #tick: NodeJS.Timeout | null = null;

  constructor(
    context: ReaderContext,
    configuration: SerialReaderConfiguration,
    platform: string,
    openPort: OpenPort,
  ) {
    this.#context = context;
    this.configuration = configuration;
    this.#platform = platform;
    this.#openPort = openPort;
    this.#protocol = createSerialProtocol(configuration);
    this.#deviceId = serialDeviceId(configuration);
    this.#path = configuration.path;
  }

  /** The port's name now. */
  get path(): string {
    return this.#path;
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
    // A port may end before its opening is told; then nobody would hear of it again.
    const opening = { over: false };
    try {
      this.#path = await this.#findPath();
      this.#identity = await portIdentity(this.#path, this.#platform);
      const ended = (): void => {
        opening.over = true;
        if (!this.#stopped && this.#port !== null) {
          this.#later(0, () => this.#lose());
        }
      };
      this.#port = await this.#openPort(
        { ...this.configuration, path: this.#path },
        { onBytes: (bytes) => this.#takeBytes(bytes), onEnd: ended },
      );
    } catch (thrown) {
      this.#tellOpenFailure(thrown);
      this.#failures += 1;
      this.#later(backoffMs(this.#failures - 1, FIRST_RETRY_MS, MAXIMUM_RETRY_MS), () =>
        this.#open(),
      );
      return;
    }
    this.#wasOpen = true;
    this.#openedAtMs = this.#context.clock.monotonicMs();
    this.#context.log('info', `Serial reader opened: ${this.#path}`);
    this.#act(this.#protocol.start(this.#context.clock.monotonicMs()));
    if (opening.over) {
      this.#later(0, () => this.#lose());
    } else {
      this.#later(PRESENCE_MS, () => this.#checkPresence());
    }
  }

  /** The port that the reader is at now: by its USB identity where it has one. */
  async #findPath(): Promise<string> {
    const { path, usb } = this.configuration;
    return usb === null ? path : findSerialPath(path, usb, await listSerialPorts());
  }

  /** Drops what is half read. */
  clearInput(): void {
    this.#protocol.clearInput();
    this.#bytes = 0;
  }

  async #checkPresence(): Promise<void> {
    const identity = await portIdentity(this.#path, this.#platform);
    if (identity === null || identity !== this.#identity) {
      await this.#lose();
    } else if (this.#timer === null) {
      // A planned step here is the port's own report of its end, which came meanwhile.
      this.#later(PRESENCE_MS, () => this.#checkPresence());
    }
  }

  async #lose(): Promise<void> {
    this.#show('gone', serialGoneAdvice(this.#path));
    this.#context.log('info', `Serial reader gone: ${this.#path}`);
    await this.#release();
    if (this.#context.clock.monotonicMs() - this.#openedAtMs >= STABLE_MS) {
      this.#failures = 0;
    }
    this.#failures += 1;
    this.#later(backoffMs(this.#failures - 1, FIRST_RETRY_MS, MAXIMUM_RETRY_MS), () =>
      this.#open(),
    );
  }

  async #release(): Promise<void> {
    this.#stopTicking();
    this.clearInput();
    const port = this.#port;
    this.#port = null;
    await port?.close();
  }

  #tellOpenFailure(thrown: unknown): void {
    if (this.#failures === 0) {
      this.#context.log('warning', `Serial reader ${this.#path} not opened: ${errorText(thrown)}`);
    }
    const advice = serialOpenAdvice(thrown, this.#path, this.#platform);
    this.#show(this.#wasOpen ? 'gone' : 'failed', advice);
  }

  #takeBytes(bytes: Uint8Array): void {
    if (this.#port !== null) {
      this.#bytes += bytes.length;
      this.#act(this.#protocol.push(bytes, this.#context.clock.monotonicMs()));
    }
    // The bytes may have held a payment number; nothing of it stays in this buffer.
    bytes.fill(0);
  }

  /** Carries out a step of the protocol: reads to the till, bytes to the reader, its state to the list. */
  #act({ outcomes, send }: SerialStep): void {
    if (outcomes.length > 0) {
      const framing = framingWords(this.configuration);
      const received = { count: this.#bytes, unit: 'bytes', framing } as const;
      this.#bytes = 0;
      this.#context.deliver(this.#deviceId, 'serial', outcomes, received);
    }
    for (const bytes of send) {
      this.#port?.write(bytes);
    }
    this.#showAnswer();
    if (!this.#protocol.needsTick()) {
      this.#stopTicking();
    } else {
      this.#tick ??= setInterval(() => {
        this.#act(this.#protocol.tick(this.#context.clock.monotonicMs()));
      }, TICK_MS);
    }
  }

  #showAnswer(): void {
    switch (this.#protocol.answer()) {
      case 'answering':
        this.#show('ready', '');
        return;
      case 'silent':
        this.#show('gone', serialSilentAdvice(this.#path));
        return;
      case 'waiting':
        return;
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
    const { kind } = this.configuration;
    this.#context.registry.set({
      deviceId: this.#deviceId,
      connection: 'serial',
      deviceClass: kind === 'rfid' || kind === 'pn532' ? 'RFIDScanner' : 'Scanner',
      name: `${KIND_NAMES[kind]} ${this.#path}`,
      location: this.#path,
      state,
      detail,
    });
  }
}
