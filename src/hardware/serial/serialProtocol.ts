import type { DecodeOutcome, StreamDecoder } from '../decoders/decoded.ts';
import { createRfidFrameDecoder } from '../decoders/rfid/rfidFrames.ts';
import { createSerialFrameDecoder } from '../decoders/serialFrame.ts';
import { createSerialLineDecoder } from '../decoders/serialLine.ts';
import type { SerialReaderConfiguration } from '../hostMessages.ts';
import { createPn532Session } from './pn532Session.ts';

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

/** The protocol of a reader as it is set up. */
export function createSerialProtocol(configuration: SerialReaderConfiguration): SerialProtocol {
  const { kind, framing, prefix, suffix, frameCheck, rfidChecksum } = configuration;
  switch (kind) {
    case 'lines':
      return listenOnly(createSerialLineDecoder({ framing, prefix, suffix }));
    case 'framed':
      return listenOnly(createSerialFrameDecoder({ check: frameCheck }));
    case 'rfid':
      return listenOnly(createRfidFrameDecoder({ checksum: rfidChecksum }));
    case 'pn532':
      return createPn532Session();
  }
}

const lineEnds = {
  cr: 'ended by CR',
  lf: 'ended by LF',
  crlf: 'ended by CR LF',
  idle: 'ended by silence',
};

/** How the reads of a reader come in, in words. */
export function framingWords(configuration: SerialReaderConfiguration): string {
  switch (configuration.kind) {
    case 'lines':
      return lineEnds[configuration.framing];
    case 'framed':
      return configuration.frameCheck === 'none'
        ? 'between STX and ETX'
        : `between STX and ETX, with ${configuration.frameCheck.toUpperCase()}`;
    case 'rfid':
      return `RFID frame, checksum: ${configuration.rfidChecksum}`;
    case 'pn532':
      return 'frame of a PN532';
  }
}

function listenOnly(decoder: StreamDecoder): SerialProtocol {
  const step = (outcomes: readonly DecodeOutcome[]): SerialStep => ({ outcomes, send: [] });
  return {
    start: () => step([]),
    push: (bytes, atMs) => step(decoder.push(bytes, atMs)),
    tick: (atMs) => step(decoder.tick(atMs)),
    needsTick: () => decoder.pending(),
    answer: () => 'answering',
    clearInput: () => decoder.reset(),
  };
}
