import type { DecodeOutcome, StreamDecoder } from '../decoders/decoded.ts';
import { createHidPosDecoder } from '../decoders/hidPos.ts';
import { hidPosReportReader } from '../decoders/hidPosDescribed.ts';
import { createMsrDecoder } from '../decoders/magstripe/msrDecoder.ts';
import { stripeReportReader } from '../decoders/magstripe/msrDescribed.ts';
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

/** What an open reader tells those that opened it. */
export interface HidReaderEvents {
  /** From now on what it reads is delivered (UnifiedPOS "DeviceEnabled"). Called once, at the earliest after `open` resolved. */
  enabled(): void;
  /** It failed. Called once, and never after `close`. */
  gone(): void;
}

/** One open reader: reports in, outcomes out. */
export class HidReader {
  readonly #context: ReaderContext;
  readonly #deviceId: string;
  readonly #decoder: StreamDecoder;
  #handle: HidHandle | null = null;
  #enabled = false;
  /** Whether the rest of a scan is to come whose beginning was stale. */
  #staleScan = false;
  #closed = false;
  #enableTimer: NodeJS.Timeout | null = null;
  #tick: NodeJS.Timeout | null = null;

  #reports = 0;
  #bytes = 0;

  private constructor(
    context: ReaderContext,
    identity: HidReaderIdentity,
    descriptor: Uint8Array | null,
  ) {
    this.#context = context;
    this.#deviceId = identity.deviceId;
    this.#decoder =
      identity.deviceClass === 'MSR'
        ? createMsrDecoder(stripeReportReader(descriptor))
        : createHidPosDecoder(hidPosReportReader(descriptor));
  }

  /** Opens the device; it is enabled when what it had waiting is over. Rejects where it cannot be opened. */
  static async open(
    backend: HidBackend,
    context: ReaderContext,
    identity: HidReaderIdentity,
    events: HidReaderEvents,
  ): Promise<HidReader> {
    const descriptor = await backend.reportDescriptor(identity.path);
    const reader = new HidReader(context, identity, descriptor);
    let isGone = false;
    reader.#handle = await backend.open(identity.path, {
      onReport: (report) => reader.#takeReport(report),
      onError: () => {
        if (!reader.#closed && !isGone) {
          isGone = true;
          reader.#stopEnabling();
          events.gone();
        }
      },
    });
    reader.#enableTimer = setTimeout(() => {
      reader.#enabled = true;
      events.enabled();
    }, STALE_AFTER_OPEN_MS);
    return reader;
  }

  /** Stops reading and forgets what was half read. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopEnabling();
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
    if (!this.#closed) {
      const outcomes = this.#decoder.push(report, atMs);
      if (!this.#enabled || this.#staleScan) {
        this.#staleScan = this.#decoder.pending();
      } else {
        this.#reports += 1;
        this.#bytes += report.length;
        this.#deliver(outcomes);
      }
      this.#tickWhilePending();
    }
    // The report may have held a payment number; nothing of it stays in this buffer.
    report.fill(0);
  }

  /** Drops what is half read. */
  clearInput(): void {
    // The reports that are still to come of a half read scan must not be taken for a scan of their own.
    this.#staleScan ||= this.#decoder.pending();
    this.#reports = 0;
    this.#bytes = 0;
  }

  #deliver(outcomes: readonly DecodeOutcome[]): void {
    if (outcomes.length === 0) {
      return;
    }
    const reports = this.#reports === 1 ? '1 HID report' : `${this.#reports} HID reports`;
    const remark = this.#decoder.remark?.() ?? '';
    const framing = remark === '' ? reports : `${reports}, ${remark}`;
    const received = { count: this.#bytes, unit: 'bytes', framing } as const;
    this.#reports = 0;
    this.#bytes = 0;
    this.#context.deliver(this.#deviceId, 'hid', outcomes, received);
  }

  #tickWhilePending(): void {
    if (this.#decoder.pending() && this.#tick === null) {
      this.#tick = setInterval(() => {
        const outcomes = this.#decoder.tick(this.#context.clock.monotonicMs());
        if (!this.#staleScan) {
          this.#deliver(outcomes);
        }
        if (!this.#decoder.pending()) {
          this.#staleScan = false;
          this.#stopTicking();
        }
      }, TICK_MS);
    }
  }

  #stopEnabling(): void {
    if (this.#enableTimer !== null) {
      clearTimeout(this.#enableTimer);
      this.#enableTimer = null;
    }
  }

  #stopTicking(): void {
    if (this.#tick !== null) {
      clearInterval(this.#tick);
      this.#tick = null;
    }
  }
}
