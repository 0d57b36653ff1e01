import type { SerialReaderConfiguration } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import type { OpenPort } from './probePort.ts';
import { serialDeviceId } from './serialIdentity.ts';
import { SerialReader } from './serialReader.ts';

/** The serial readers that are set up: kept in step with the settings, unchanged ones left alone. */
export class SerialReaders {
  readonly #context: ReaderContext;
  readonly #platform: string;
  readonly #openPort: OpenPort;
  readonly #readers = new Map<string, SerialReader>();
  #working: Promise<void> = Promise.resolve();
  #wanted: ReadonlyMap<string, SerialReaderConfiguration> = new Map();
  /** The configured paths that a probe has in hand. */
  #suspended: ReadonlySet<string> = new Set();

  constructor(context: ReaderContext, platform: string, openPort: OpenPort) {
    this.#context = context;
    this.#platform = platform;
    this.#openPort = openPort;
  }

  /** Takes the settings: one reader a path. A changed one is closed before it is opened anew. */
  configure(configurations: readonly SerialReaderConfiguration[]): Promise<void> {
    this.#wanted = new Map(
      configurations.map((configuration) => [configuration.path, configuration]),
    );
    return this.#applySoon();
  }

  /** Lets go of the reader that is at the port now, until `resume`. */
  suspend(port: string): Promise<void> {
    const there = [...this.#readers].filter(([path, reader]) => [path, reader.path].includes(port));
    this.#suspended = new Set([port, ...there.map(([path]) => path)]);
    return this.#applySoon();
  }

  /** Takes up again what `suspend` let go of. */
  resume(): Promise<void> {
    this.#suspended = new Set();
    return this.#applySoon();
  }

  #applySoon(): Promise<void> {
    this.#working = this.#working.then(() =>
      this.#apply(new Map([...this.#wanted].filter(([path]) => !this.#suspended.has(path)))),
    );
    return this.#working;
  }

  /** Drops what is half read. */
  clearInput(): void {
    for (const reader of this.#readers.values()) {
      reader.clearInput();
    }
  }

  /** Closes all. */
  stop(): Promise<void> {
    return this.configure([]);
  }

  async #apply(wanted: ReadonlyMap<string, SerialReaderConfiguration>): Promise<void> {
    for (const [path, reader] of this.#readers) {
      const next = wanted.get(path);
      if (next === undefined || !sameConfiguration(next, reader.configuration)) {
        await reader.stop();
        this.#readers.delete(path);
        this.#context.registry.remove(serialDeviceId(reader.configuration));
      }
    }
    for (const [path, configuration] of wanted) {
      if (!this.#readers.has(path)) {
        const reader = new SerialReader(
          this.#context,
          configuration,
          this.#platform,
          this.#openPort,
        );
        this.#readers.set(path, reader);
        reader.start();
      }
    }
  }
}

function sameConfiguration(
  left: SerialReaderConfiguration,
  right: SerialReaderConfiguration,
): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
