import type { Credential } from '../../domain/identity/credential.ts';

/** What a reader delivered, decoded. Holds card numbers: it never leaves the host, and no log takes it. */
export interface Reading {
  /** The card, or what may be one; null where the read can only be something else (e.g. a product's GTIN with a batch). */
  readonly credential: Credential | null;
  /** The digits of a GTIN-8, -12, -13 or -14 with a right check digit, where the read is or contains one. */
  readonly gtin: string | null;
  /** AIM symbology identifier (ISO/IEC 15424) where the reader sent one, e.g. "]E0". */
  readonly aim: string | null;
  /** The payload without identifier, prefix and suffix. Of an EM4100 card the whole number, whose end the credential is. */
  readonly text: string;
}

/** Read well and refused by rule. Nothing of the data is kept: the buffer it came in is wiped. */
export type RefusalReason = 'paymentCard' | 'identityDocument';

/** The outcome of one read. */
export type DecodeOutcome =
  | { readonly result: 'credential'; readonly reading: Reading }
  | { readonly result: 'refused'; readonly reason: RefusalReason }
  /** Not a scan, e.g. the acknowledgement of a command to the scanner: nobody needs to know. */
  | { readonly result: 'ignored'; readonly reason: string }
  /** Not readable; `reason` is one line for people and carries none of the data. */
  | { readonly result: 'invalid'; readonly reason: string };

/** A decoder of a byte stream or of reports: takes pieces of any size, gives what is complete. Bounded memory. */
export interface StreamDecoder {
  /** Takes the next bytes (or one whole HID report), at a monotonic time in milliseconds. Never throws. */
  push(bytes: Uint8Array, atMs: number): DecodeOutcome[];
  /** Tells that time has passed without bytes: ends reads that end by silence, drops what will not be completed. */
  tick(atMs: number): DecodeOutcome[];
  /** Whether bytes of an unfinished read are held. */
  pending(): boolean;
  /** What is worth telling of the last read beside its outcome, e.g. "track 1 not read"; empty for nothing. */
  remark?(): string;
  /** Forgets and wipes what is held. */
  reset(): void;
}
