import type { DecodeOutcome } from '../decoders/decoded.ts';

/** What a step of a protocol gives: reads for the till, and bytes for the reader. */
export interface SerialStep {
  readonly outcomes: readonly DecodeOutcome[];
  readonly send: readonly Uint8Array[];
}

/** How one serial reader is talked with. Times are monotonic milliseconds. Never throws; bounded memory. */
export interface SerialProtocol {
  /** The port has been opened. */
  start(atMs: number): SerialStep;
  push(bytes: Uint8Array, atMs: number): SerialStep;
  /** Time has passed. */
  tick(atMs: number): SerialStep;
  /** Whether `tick` has something to do. */
  needsTick(): boolean;
  /** Whether the reader has answered. One that only listens to is ready at once; a `silent` one should have answered. */
  answer(): 'waiting' | 'answering' | 'silent';
  /** Forgets and wipes what is half read. */
  clearInput(): void;
}
