import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { classifyChipUid } from '../rfid/chipUid.ts';
import { pn532ErrorText } from './pn532Errors.ts';
import { MAXIMUM_FRAME, readPn532Frame, startCodeAt } from './pn532Frame.ts';
import type { Pn532Frame } from './pn532Frame.ts';
import { holdsEmvNumber } from '../rfid/emvNumber.ts';
import { hex, readTargets } from './pn532Targets.ts';

/** How a PN532 is set up. */
export interface Pn532Options {
  /** For how long after a read the same card is not read again, in milliseconds. 1500. */
  readonly repeatMs?: number;
}

/** Answers to InDataExchange and InCommunicateThru: they hold what the card itself said. */
const EXCHANGES = [0x41, 0x43];

/** The silence after which an unfinished frame is dropped. */
const FRAME_TIMEOUT_MS = 250;

/**
 * Decodes the byte stream of a PN532 on a serial line (high speed UART): wake-up bytes and noise are skipped, frames are
 * found across pieces, acknowledgements and the answers of other commands ignored, and the UID of one card in the field is
 * the credential. Frames with a wrong checksum are invalid.
 */
export function createPn532Decoder(options: Pn532Options = {}): StreamDecoder {
  const { repeatMs = 1500 } = options;
  let held = new Uint8Array(0);
  let lastAtMs = 0;
  let lastUid = '';
  let lastUidAtMs = Number.NEGATIVE_INFINITY;

  function withoutRepeats(outcome: DecodeOutcome, atMs: number): DecodeOutcome[] {
    if (outcome.result !== 'credential') {
      return [outcome];
    }
    const repeated = outcome.reading.text === lastUid && atMs - lastUidAtMs < repeatMs;
    lastUid = outcome.reading.text;
    lastUidAtMs = atMs;
    return repeated ? [] : [outcome];
  }

  function drain(atMs: number): DecodeOutcome[] {
    const outcomes: DecodeOutcome[] = [];
    let from = 0;
    for (;;) {
      const at = startCodeAt(held, from);
      if (at < 0) {
        // A zero at the end may be the first half of a start code.
        from = held.at(-1) === 0 ? held.length - 1 : held.length;
        break;
      }
      const frame = readPn532Frame(held, at);
      if (frame === 'incomplete') {
        from = at;
        break;
      }
      if (typeof frame === 'string') {
        outcomes.push({ result: 'invalid', reason: frame });
        from = at + 2;
      } else {
        outcomes.push(...withoutRepeats(classifyFrame(frame), atMs));
        from = at + frame.length;
      }
    }
    held = held.slice(from);
    return outcomes;
  }

  function silence(atMs: number): DecodeOutcome[] {
    if (held.length > 0 && atMs - lastAtMs >= FRAME_TIMEOUT_MS) {
      const broken = startCodeAt(held, 0) >= 0;
      held = new Uint8Array(0);
      return broken
        ? [{ result: 'invalid', reason: 'the read broke off: present the card again' }]
        : [];
    }
    return [];
  }

  return {
    push(bytes, atMs) {
      const outcomes = silence(atMs);
      lastAtMs = bytes.length > 0 ? atMs : lastAtMs;
      // In pieces no longer than a frame, so that what is held stays under two frames however much comes at once.
      for (let at = 0; at < bytes.length; at += MAXIMUM_FRAME) {
        const piece = bytes.subarray(at, at + MAXIMUM_FRAME);
        const joined = new Uint8Array(held.length + piece.length);
        joined.set(held);
        joined.set(piece, held.length);
        held = joined;
        outcomes.push(...drain(atMs));
      }
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: silence,
    pending: () => startCodeAt(held, 0) >= 0,
    reset: () => {
      held = new Uint8Array(0);
      lastUid = '';
    },
  };
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
