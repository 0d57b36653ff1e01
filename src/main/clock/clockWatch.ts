import type { Clock } from '../../domain/ports.ts';

/** What a watch compares. */
export interface WatchedClocks {
  /** The one that can be set. */
  readonly clock: Clock;
  /** Milliseconds that nobody can set; they may stand still while the computer sleeps. */
  readonly monotonicMs: () => number;
  /** Milliseconds since the computer started, its sleep included; whole seconds will do. */
  readonly uptimeMs: () => number;
  /** The ledger's clock less this one as last measured, null before that. */
  readonly offsetMs: () => number | null;
}

/** What is known of the clock at one moment. */
export interface ClockView {
  /** As last measured, perhaps before the clock jumped. */
  readonly offsetMs: number | null;
  /** Whether the clock jumped since this was last asked by a sale. */
  readonly jumped: boolean;
}

/** A clock that is slewed gains or loses less; one second of it is the granularity of the uptime. */
const TOLERANCE_MS = 2000;
/** Clocks of computers drift by less than this part. */
const DRIFT = 0.001;
/** Below this the ledger calls the clock right, and a jump is over. */
const RIGHT_MS = 60_000;

/**
 * Notices when somebody sets the clock. A jump is flagged, never obeyed: order comes from the sequence, and the trading
 * day from the time as it was before until the ledger has said what it is. A computer that slept, and the change to
 * summer time, which moves no UTC instant, are no jumps.
 */
export class ClockWatch {
  readonly #clocks: WatchedClocks;
  #wallMs: number;
  #monotonicMs: number;
  #uptimeMs: number;
  /** Of all jumps that the ledger's clock has not explained since. */
  #unexplainedMs = 0;
  /** What the offset was when the clock jumped: until another is measured it says nothing. */
  #staleOffsetMs: number | null = null;
  #jumpedSinceSale = false;
  #latestJumpMs: number | null = null;

  constructor(clocks: WatchedClocks) {
    this.#clocks = clocks;
    this.#wallMs = clocks.clock.nowMs();
    this.#monotonicMs = clocks.monotonicMs();
    this.#uptimeMs = clocks.uptimeMs();
  }

  /** Compares the clocks; to be called every few seconds. Gives the jump that it found, milliseconds, 0 for none. */
  look(): number {
    const { clock, monotonicMs, uptimeMs, offsetMs } = this.#clocks;
    const wallMs = clock.nowMs();
    const [monotonic, uptime] = [monotonicMs(), uptimeMs()];
    const elapsedMs = Math.max(monotonic - this.#monotonicMs, uptime - this.#uptimeMs, 0);
    const differenceMs = Math.round(wallMs - this.#wallMs - elapsedMs);
    this.#wallMs = wallMs;
    this.#monotonicMs = monotonic;
    this.#uptimeMs = uptime;
    if (Math.abs(differenceMs) > TOLERANCE_MS + elapsedMs * DRIFT) {
      this.#unexplainedMs += differenceMs;
      this.#staleOffsetMs = offsetMs();
      this.#jumpedSinceSale = true;
      this.#latestJumpMs = differenceMs;
      return differenceMs;
    }
    const offset = this.trustedOffsetMs();
    if (offset !== null) {
      this.#unexplainedMs = 0;
      this.#latestJumpMs = Math.abs(offset) < RIGHT_MS ? null : this.#latestJumpMs;
    }
    return 0;
  }

  /** What goes under a sale's seal. Tells of a jump once. */
  takeForSale(): ClockView {
    this.look();
    const jumped = this.#jumpedSinceSale;
    this.#jumpedSinceSale = false;
    return { offsetMs: this.#clocks.offsetMs(), jumped };
  }

  /** The ledger's clock less this one, null where it was not measured since the clock last jumped. */
  trustedOffsetMs(): number | null {
    const offset = this.#clocks.offsetMs();
    return this.#latestJumpMs !== null && offset === this.#staleOffsetMs ? null : offset;
  }

  /** The best that is known of the time: by the ledger, or as if the clock had not jumped. Unix milliseconds. */
  bestNowMs(): number {
    this.look();
    const offset = this.trustedOffsetMs();
    return this.#clocks.clock.nowMs() + (offset ?? -this.#unexplainedMs);
  }

  /** The latest jump, milliseconds, forwards positive; null where there was none, or the ledger calls the clock right. */
  get jumpMs(): number | null {
    return this.#latestJumpMs;
  }
}
