import type { HardwareClock } from '../hardwareClock.ts';
import type { OpenSerialPort, SerialPortAddress, SerialPortListener } from './openSerialPort.ts';

/** Opens a port; `openSerialPort` in the product. */
export type OpenPort = (
  address: SerialPortAddress,
  listener: SerialPortListener,
) => Promise<OpenSerialPort>;

/** What ended a wait for bytes. */
export type Burst = { readonly bytes: Uint8Array } | { readonly none: 'silence' | 'ended' };

/** The silence that ends a burst. */
const QUIET_MS = 250;
/** A card that is held to a reader sends without end: so much of it is enough. */
const MAXIMUM_BURST_BYTES = 1_024;
const MAXIMUM_BURST_MS = 1_500;
const LOOK_MS = 20;

/** One port that is open for a probe: gives what comes in as bursts, and wipes it. */
export class ProbePort {
  readonly #clock: HardwareClock;
  #port: OpenSerialPort | null = null;
  #held = new Uint8Array(MAXIMUM_BURST_BYTES);
  #length = 0;
  #firstAtMs = 0;
  #lastAtMs = 0;
  #ended = false;

  private constructor(clock: HardwareClock) {
    this.#clock = clock;
  }

  /** Opens the port; rejects with the driver's error. */
  static async open(
    clock: HardwareClock,
    open: OpenPort,
    address: SerialPortAddress,
  ): Promise<ProbePort> {
    const probe = new ProbePort(clock);
    probe.#port = await open(address, {
      onBytes: (bytes) => probe.#take(bytes),
      onEnd: () => {
        probe.#ended = true;
      },
    });
    return probe;
  }

  /** Hands bytes to the reader. */
  write(bytes: Uint8Array): void {
    this.#port?.write(bytes);
  }

  /** The next burst; none where nothing comes within `waitMs`, the port ends, or `cancelled` says so. */
  async burst(waitMs: number, cancelled: () => boolean): Promise<Burst> {
    const startedAtMs = this.#clock.monotonicMs();
    for (;;) {
      const nowMs = this.#clock.monotonicMs();
      if (this.#ended || cancelled()) {
        return { none: 'ended' };
      }
      if (this.#length > 0 && this.#isWhole(nowMs)) {
        return { bytes: this.#takeOut() };
      }
      if (this.#length === 0 && nowMs - startedAtMs >= waitMs) {
        return { none: 'silence' };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Waits until nothing comes any more, at most `waitMs`, and forgets what came: the card is taken away. */
  async untilQuiet(waitMs: number): Promise<void> {
    const startedAtMs = this.#clock.monotonicMs();
    let nowMs = startedAtMs;
    while (nowMs - this.#lastAtMs < QUIET_MS && nowMs - startedAtMs < waitMs) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      nowMs = this.#clock.monotonicMs();
    }
    this.#takeOut().fill(0);
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#held.fill(0);
    await this.#port?.close();
  }

  #isWhole(nowMs: number): boolean {
    return (
      nowMs - this.#lastAtMs >= QUIET_MS ||
      nowMs - this.#firstAtMs >= MAXIMUM_BURST_MS ||
      this.#length === MAXIMUM_BURST_BYTES
    );
  }

  #take(bytes: Uint8Array): void {
    this.#lastAtMs = this.#clock.monotonicMs();
    if (this.#length === 0) {
      this.#firstAtMs = this.#lastAtMs;
    }
    const room = bytes.subarray(0, MAXIMUM_BURST_BYTES - this.#length);
    this.#held.set(room, this.#length);
    this.#length += room.length;
    bytes.fill(0);
  }

  #takeOut(): Uint8Array {
    const bytes = this.#held.slice(0, this.#length);
    this.#held.fill(0);
    this.#length = 0;
    return bytes;
  }
}
