import type { DecodeOutcome, StreamDecoder } from '../decoded.ts';
import { hex } from '../pn532/pn532Targets.ts';
import { createRepeatFilter } from '../repeatFilter.ts';
import { cardModuleFrameLength, readCardModuleFrame } from './cardModuleFrame.ts';
import { classifyChipUid } from './chipUid.ts';
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
}

const STX = 0x02;
const ETX = 0x03;
/** Ends the frame of an HDX transponder. */
const BEL = 0x07;

/** The silence after which an unfinished frame is dropped; a frame takes 31 ms at 9600 bit/s. */
const FRAME_TIMEOUT_MS = 250;

/**
 * Decodes the byte stream of a serial 125 kHz or 134.2 kHz reader: EM4100 frames, FDX-B frames and the binary frames of card
 * modules, in pieces of any size. Noise between frames is skipped.
 */
export function createRfidFrameDecoder(options: RfidFrameOptions = {}): StreamDecoder {
  const { checksum = 'xor' } = options;
  const repeats = createRepeatFilter(options.repeatMs);
  let frame: number[] = [];
  let lastAtMs = 0;

  function classify(bytes: Uint8Array): DecodeOutcome {
    if (cardModuleFrameLength(bytes[0] ?? 0, bytes[1] ?? 0) !== null) {
      const module = readCardModuleFrame(bytes);
      if (!module.ok) {
        return { result: 'invalid', reason: module.error };
      }
      const number = hex(module.value.number);
      return module.value.card === 'EM4100' ? em4100Outcome(number) : classifyChipUid(number);
    }
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
      ? em4100Outcome(tag.value.tag)
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
    const [stx = 0, second = 0] = frame;
    const moduleLength = frame.length < 2 ? null : cardModuleFrameLength(stx, second);
    // The two checksum bytes of FDX-B, and all of a module's frame, are binary and may look like a start or an end.
    const inBinary =
      moduleLength !== null || (frame.length >= 27 && frame.length < FDX_B_LENGTH - 1);
    if (byte === STX && !inBinary) {
      frame = [];
    }
    frame.push(byte);
    const atEnd =
      moduleLength === null
        ? !inBinary && (byte === ETX || (byte === BEL && frame.length === FDX_B_LENGTH))
        : frame.length === moduleLength;
    if (atEnd) {
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

/** The text is the whole number, which a chain may want more of than what all readers give. */
function em4100Outcome(tag: string): DecodeOutcome {
  const credential = em4100Uid(tag);
  return { result: 'credential', reading: { credential, gtin: null, aim: null, text: tag } };
}
