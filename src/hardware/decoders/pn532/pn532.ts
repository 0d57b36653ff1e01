import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { classifyChipUid } from '../rfid/chipUid.ts';
import { pn532ErrorText } from './pn532Errors.ts';
import { createRepeatFilter } from '../repeatFilter.ts';
import type { Pn532Frame } from './pn532Frame.ts';
import { createPn532FrameStream } from './pn532FrameStream.ts';
import type { StreamedFrame } from './pn532FrameStream.ts';
import { holdsEmvNumber } from '../rfid/emvNumber.ts';
import { hex, holdsTypeB, readTargets } from './pn532Targets.ts';

/** How a PN532 is set up. */
export interface Pn532Options {
  /** For how long after a read the same card is not read again, in milliseconds. 1500. */
  readonly repeatMs?: number;
}

/** Answers to InDataExchange and InCommunicateThru: they hold what the card itself said. */
const EXCHANGES = [0x41, 0x43];

/**
 * Decodes the byte stream of a PN532 on a serial line (high speed UART): wake-up bytes and noise are skipped, frames are
 * found across pieces, acknowledgements and the answers of other commands ignored, and the UID of one card in the field is
 * the credential. Frames with a wrong checksum are invalid.
 */
export function createPn532Decoder(options: Pn532Options = {}): StreamDecoder {
  const repeats = createRepeatFilter(options.repeatMs);
  const stream = createPn532FrameStream();

  function outcomesOf(frames: readonly StreamedFrame[], atMs: number): DecodeOutcome[] {
    return frames.flatMap((frame) => repeats.take(classifyStreamed(frame), atMs));
  }

  return {
    push(bytes, atMs) {
      const outcomes = outcomesOf(stream.push(bytes, atMs), atMs);
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: (atMs) => outcomesOf(stream.tick(atMs), atMs),
    pending: () => stream.pending(),
    reset: () => {
      stream.reset();
      repeats.reset();
    },
  };
}

/** What a frame of the stream, or its absence, means for the till. */
export function classifyStreamed(frame: StreamedFrame): DecodeOutcome {
  if (frame === 'broken off') {
    return { result: 'invalid', reason: 'the read broke off: present the card again' };
  }
  return typeof frame === 'string' ? { result: 'invalid', reason: frame } : classifyFrame(frame);
}

/** What a whole frame means for the till. */
export function classifyFrame(frame: Pn532Frame): DecodeOutcome {
  switch (frame.kind) {
    case 'ACK':
    case 'NACK':
      return { result: 'ignored', reason: 'an acknowledgement of the reader' };
    case 'error':
      return { result: 'invalid', reason: pn532ErrorText(frame.code) };
    case 'information': {
      if (EXCHANGES.includes(frame.payload[0] ?? 0) && holdsEmvNumber(hex(frame.payload))) {
        return { result: 'refused', reason: 'paymentCard' };
      }
      if (frame.direction === 0xd5 && holdsTypeB(frame.payload)) {
        return {
          result: 'invalid',
          reason: 'a card of ISO/IEC 14443 type B, whose number may change: take another card',
        };
      }
      const targets = frame.direction === 0xd5 ? readTargets(frame.payload) : null;
      const [first, second] = targets ?? [];
      if (first === undefined) {
        return { result: 'ignored', reason: 'no card in the field, or the answer to a command' };
      }
      return second === undefined
        ? classifyChipUid(first.uid)
        : { result: 'invalid', reason: 'two cards at once: present one' };
    }
  }
}
