import type { DecodeOutcome, StreamDecoder } from './decoded.ts';
import { PARITY_SEEN, seenParity } from './parityBits.ts';
import { payloadText } from './payloadText.ts';
import { classifyLine } from './serialLine.ts';

/** How a serial reader that frames its reads is set up. */
export interface SerialFrameOptions {
  /** The check character behind ETX: XOR of the data and ETX ("lrc"), of the data alone ("bcc"), or none. */
  readonly check: 'none' | 'lrc' | 'bcc';
  /** The silence after which an unfinished frame is dropped, in milliseconds. 500. */
  readonly idleMs?: number;
  /** The most bytes of data; a longer frame is dropped up to the next start. 4096. */
  readonly maximumBytes?: number;
}

const STX = 0x02;
const ETX = 0x03;

/**
 * Decodes the byte stream of a serial scanner or stripe reader that sends STX, data, ETX and perhaps a check character, in
 * pieces of any size. Bytes between frames are skipped. A piece in which anything was refused is overwritten with zeros.
 */
export function createSerialFrameDecoder(options: SerialFrameOptions): StreamDecoder {
  const { check, idleMs = 500 } = options;
  const held = new Uint8Array(Math.max(1, options.maximumBytes ?? 4096));
  let state: 'outside' | 'inside' | 'checking' = 'outside';
  let length = 0;
  let lastAtMs = 0;

  function reset(): void {
    held.fill(0, 0, length);
    length = 0;
    state = 'outside';
  }

  function finish(checkByte: number | null): DecodeOutcome {
    const data = held.subarray(0, length);
    const xor = data.reduce((sum, byte) => sum ^ byte, check === 'lrc' ? ETX : 0);
    const outcome: DecodeOutcome =
      checkByte !== null && checkByte !== xor
        ? { result: 'invalid', reason: 'bad checksum' }
        : seenParity(data) === 'none'
          ? classifyLine(payloadText(data).replace(/[\r\n]+$/, ''), '', '')
          : PARITY_SEEN;
    reset();
    return outcome;
  }

  function take(byte: number): DecodeOutcome[] {
    if (state === 'checking') {
      return [finish(byte)];
    }
    if (byte === STX) {
      reset();
      state = 'inside';
      return [];
    }
    if (state === 'outside') {
      return [];
    }
    if (byte === ETX) {
      state = 'checking';
      return check === 'none' ? [finish(null)] : [];
    }
    if (length === held.length) {
      reset();
      return [{ result: 'invalid', reason: 'the scan is too long' }];
    }
    held[length] = byte;
    length += 1;
    return [];
  }

  function silence(atMs: number): DecodeOutcome[] {
    if (state === 'outside' || atMs - lastAtMs < idleMs) {
      return [];
    }
    reset();
    return [{ result: 'invalid', reason: 'the scan broke off: scan again' }];
  }

  return {
    push(bytes, atMs) {
      const outcomes = silence(atMs);
      for (const byte of bytes) {
        outcomes.push(...take(byte));
      }
      lastAtMs = bytes.length > 0 ? atMs : lastAtMs;
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: silence,
    pending: () => state !== 'outside',
    reset,
  };
}
