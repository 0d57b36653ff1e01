/** What the outside world lends to deterministic code. Entry points inject the real ones, tests seeded ones. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump in either direction. */
  nowMs(): number;
}

/** A source of unique ids. */
export interface IdSource {
  /** A UUID version 7 (RFC 9562) in lower-case text form. */
  uuid(): string;
}

/** A source of randomness, for jitter and the like; never for keys. */
export interface RandomSource {
  /** A number in [0, 1). */
  next(): number;
}

/** SHA-256 (FIPS 180-4) of the UTF-8 bytes of `text`, as 64 lower-case hexadecimal digits. */
export type Sha256Hex = (text: string) => string;
