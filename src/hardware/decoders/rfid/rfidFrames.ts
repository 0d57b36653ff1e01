import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { createRepeatFilter } from '../repeatFilter.ts';
import { readEm4100Frame } from './em4100Frame.ts';
import type { FrameChecksum } from './em4100Frame.ts';
import { em4100Uid } from './em4100Uid.ts';
import { FDX_B_LENGTH, readFdxBFrame } from './fdxBFrame.ts';

/** How a serial RFID reader is set up. */
export interface RfidFrameOptions {
  /** The checksum that the reader sends; only frames that agree with it are read. "xor". */
  readonly checksum?: FrameChecksum;
  /** For how long after a read the same card is not read again, in milliseconds; a card held to a reader repeats. 1500. */
  readonly repeatMs?: number;
  /** How many hexadecimal digits from the end name a card; see `em4100Uid`. 6. */
  readonly keptDigits?: number;
}

const STX = 0x02;
const ETX = 0x03;

/** The silence after which an unfinished frame is dropped; a frame takes 31 ms at 9600 bit/s. */
const FRAME_TIMEOUT_MS = 250;

/**
 * Decodes the byte stream of a serial 125 kHz or 134.2 kHz reader: EM4100 frames and FDX-B frames, in pieces of any size.
 * Noise between frames is skipped.
 */
export function createRfidFrameDecoder(options: RfidFrameOptions = {}): StreamDecoder {
  const { checksum = 'xor', keptDigits } = options;
  const repeats = createRepeatFilter(options.repeatMs);
  let frame: number[] = [];
  let lastAtMs = 0;

  function classify(bytes: Uint8Array): DecodeOutcome {
    if (bytes.length === FDX_B_LENGTH) {
      const animal = readFdxBFrame(bytes);
      return animal.ok
        ? uidOutcome(String(animal.value.country).padStart(3, '0') + animal.value.tag)
        : { result: 'invalid', reason: animal.error };
    }
    const tag = readEm4100Frame(bytes);
    if (!tag.ok) {
      return { result: 'invalid', reason: tag.error };
    }
    return tag.value.algorithm === checksum
      ? uidOutcome(em4100Uid(tag.value.tag, keptDigits).value)
      : { result: 'invalid', reason: 'bad checksum' };
  }

  function silence(atMs: number): DecodeOutcome[] {
    if (frame.length === 0 || atMs - lastAtMs < FRAME_TIMEOUT_MS) {
      return [];
    }
    frame = [];
    return [{ result: 'invalid', reason: 'the read broke off: present the card again' }];
  }

  function take(byte: number, atMs: number): DecodeOutcome[] {
    if (frame.length === 0 && byte !== STX) {
      return [];
    }
    // The two checksum bytes of FDX-B are binary and may look like a start or an end.
    const inBinary = frame.length >= 27 && frame.length < FDX_B_LENGTH - 1;
    if (byte === STX && !inBinary) {
      frame = [];
    }
    frame.push(byte);
    if (byte === ETX && !inBinary) {
      const bytes = Uint8Array.from(frame);
      frame = [];
      return repeats.take(classify(bytes), atMs);
    }
    if (frame.length >= FDX_B_LENGTH) {
      frame = [];
      return [{ result: 'invalid', reason: 'a frame without its end' }];
    }
    return [];
  }

  return {
    push(bytes, atMs) {
      const outcomes = silence(atMs);
      for (const byte of bytes) {
        outcomes.push(...take(byte, atMs));
      }
      lastAtMs = bytes.length > 0 ? atMs : lastAtMs;
      return outcomes;
    },
    tick: silence,
    pending: () => frame.length > 0,
    reset: () => {
      frame = [];
      repeats.reset();
    },
  };
}

function uidOutcome(uid: string): DecodeOutcome {
  return {
    result: 'credential',
    reading: { credential: { scheme: 'uid', value: uid }, gtin: null, aim: null, text: uid },
  };
}
