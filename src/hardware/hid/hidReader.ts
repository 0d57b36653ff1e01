import type { DecodeOutcome, StreamDecoder } from '../decoders/decoded.ts';
import { createHidPosDecoder } from '../decoders/hidPos.ts';
import { createMsrDecoder } from '../decoders/magstripe/msrDecoder.ts';
import type { HardwareDevice } from '../hostMessages.ts';
import type { HidBackend, HidHandle } from './hidBackend.ts';
import type { ReaderContext } from '../readerContext.ts';

/** Reports within this time of opening were queued before: a scan of the shift before, or of another program. */
const STALE_AFTER_OPEN_MS = 250;
/** How often an unfinished read is looked at, milliseconds. */
const TICK_MS = 50;

/** Which reader is opened. */
export interface HidReaderIdentity {
  readonly deviceId: string;
  readonly deviceClass: HardwareDevice['deviceClass'];
  /** The operating system's name of it. */
  readonly path: string;
}

/** One open reader: reports in, outcomes out. */
export class HidReader {
  readonly #context: ReaderContext;
  readonly #deviceId: string;
  readonly #decoder: StreamDecoder;
  #handle: HidHandle | null = null;
  #acceptFromMs = Number.POSITIVE_INFINITY;
  #closed = false;
  #tick: NodeJS.Timeout | null = null;

  #reports = 0;
  #bytes = 0;

  private constructor(context: ReaderContext, identity: HidReaderIdentity) {
    this.#context = context;
    this.#deviceId = identity.deviceId;
    this.#decoder = identity.deviceClass === 'MSR' ? createMsrDecoder() : createHidPosDecoder();
  }

  /** Opens the device; `gone` is called once, where it fails later. Rejects where it cannot be opened. */
  static async open(
    backend: HidBackend,
    context: ReaderContext,
    identity: HidReaderIdentity,
    gone: () => void,
  ): Promise<HidReader> {
    const reader = new HidReader(context, identity);
    reader.#handle = await backend.open(identity.path, {
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
      this.#reports += 1;
      this.#bytes += report.length;
      this.#deliver(this.#decoder.push(report, atMs));
      this.#tickWhilePending();
    }
    // The report may have held a payment number; nothing of it stays in this buffer.
    report.fill(0);
  }

  /** Drops what is half read. */
  clearInput(): void {
    this.#stopTicking();
    this.#decoder.reset();
    this.#reports = 0;
    this.#bytes = 0;
  }

  #deliver(outcomes: readonly DecodeOutcome[]): void {
    if (outcomes.length === 0) {
      return;
    }
    const framing = this.#reports === 1 ? '1 HID report' : `${this.#reports} HID reports`;
    const received = { count: this.#bytes, unit: 'bytes', framing } as const;
    this.#reports = 0;
    this.#bytes = 0;
    this.#context.deliver(this.#deviceId, 'hid', outcomes, received);
  }

  #tickWhilePending(): void {
    if (this.#decoder.pending() && this.#tick === null) {
      this.#tick = setInterval(() => {
        this.#deliver(this.#decoder.tick(this.#context.clock.monotonicMs()));
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
