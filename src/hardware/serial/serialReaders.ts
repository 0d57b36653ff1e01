import type { SerialReaderConfiguration } from '../hostMessages.ts';
import type { ReaderContext } from '../readerContext.ts';
import { SerialReader, serialDeviceId } from './serialReader.ts';

/** The serial readers that are set up: kept in step with the settings, unchanged ones left alone. */
export class SerialReaders {
  readonly #context: ReaderContext;
  readonly #platform: string;
  readonly #readers = new Map<string, SerialReader>();
  #working: Promise<void> = Promise.resolve();

  constructor(context: ReaderContext, platform: string) {
    this.#context = context;
    this.#platform = platform;
  }

  /** Takes the settings: one reader a path. A changed one is closed before it is opened anew. */
  configure(configurations: readonly SerialReaderConfiguration[]): Promise<void> {
    const wanted = new Map(
      configurations.map((configuration) => [configuration.path, configuration]),
    );
    this.#working = this.#working.then(() => this.#apply(wanted));
    return this.#working;
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
        this.#context.registry.remove(serialDeviceId(path));
      }
    }
    for (const [path, configuration] of wanted) {
      if (!this.#readers.has(path)) {
        const reader = new SerialReader(this.#context, configuration, this.#platform);
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
  return left.baudRate === right.baudRate && left.framing === right.framing;
}
