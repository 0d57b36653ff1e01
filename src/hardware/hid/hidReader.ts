import { createHidPosDecoder } from '../decoders/hidPos.ts';
import type { HidBackend, HidHandle } from './hidBackend.ts';
import type { ReaderContext } from '../readerContext.ts';

/** Reports within this time of opening were queued before: a scan of the shift before, or of another program. */
const STALE_AFTER_OPEN_MS = 250;
/** How often an unfinished read is looked at, milliseconds. */
const TICK_MS = 50;

/** One open scanner: reports in, outcomes out. */
export class HidReader {
  readonly #context: ReaderContext;
  readonly #deviceId: string;
  readonly #decoder = createHidPosDecoder();
  #handle: HidHandle | null = null;
  #acceptFromMs = Number.POSITIVE_INFINITY;
  #closed = false;
  #tick: NodeJS.Timeout | null = null;

  private constructor(context: ReaderContext, deviceId: string) {
    this.#context = context;
    this.#deviceId = deviceId;
  }

  /** Opens the device at `path`; `gone` is called once, where it fails later. Rejects where it cannot be opened. */
  static async open(
    backend: HidBackend,
    context: ReaderContext,
    deviceId: string,
    path: string,
    gone: () => void,
  ): Promise<HidReader> {
    const reader = new HidReader(context, deviceId);
    reader.#handle = await backend.open(path, {
      onReport: (report) => reader.#takeReport(report),
      onError: () => {
        if (!reader.#closed) {
          gone();
        }
      },
    });
    reader.#acceptFromMs = context.clock.monotonicMs() + STALE_AFTER_OPEN_MS;
    return reader;
  }

  /** Stops reading and forgets what was half read. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTicking();
    this.#decoder.reset();
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) {
      await handle.close();
    }
  }

  #takeReport(report: Uint8Array): void {
    const atMs = this.#context.clock.monotonicMs();
    if (!this.#closed && atMs >= this.#acceptFromMs) {
      this.#context.deliver(this.#deviceId, 'hid', this.#decoder.push(report, atMs));
      this.#tickWhilePending();
    }
    // The report may have held a payment number; nothing of it stays in this buffer.
    report.fill(0);
  }

  #tickWhilePending(): void {
    if (this.#decoder.pending() && this.#tick === null) {
      this.#tick = setInterval(() => {
        const outcomes = this.#decoder.tick(this.#context.clock.monotonicMs());
        this.#context.deliver(this.#deviceId, 'hid', outcomes);
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
}
