/** The two clocks that reading needs; the entry point injects the real ones. */
export interface HardwareClock {
  /** Milliseconds since 1970, for people and records; may jump. */
  nowMs(): number;
  /** Milliseconds since some fixed moment; never goes back. For time-outs and framing. */
  monotonicMs(): number;
}
