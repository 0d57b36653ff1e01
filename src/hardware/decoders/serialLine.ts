import { classifyBetween } from './classifyBetween.ts';
import type { DecodeOutcome, StreamDecoder } from './decoded.ts';
import { PARITY_SEEN, seenParity } from './parityBits.ts';
import { payloadText } from './payloadText.ts';

/** How a serial scanner is set up. */
export interface SerialLineOptions {
  /** What ends a scan; "idle" is silence. */
  readonly framing: 'cr' | 'lf' | 'crlf' | 'idle';
  /** Characters that the scanner sends in front of each scan; taken off where they are there. */
  readonly prefix?: string;
  /** Characters between the data and what ends the scan; taken off where they are there. */
  readonly suffix?: string;
  /** The silence that ends a scan under "idle", and drops an unfinished one otherwise. 80 ms, and 500 ms otherwise. */
  readonly idleMs?: number;
  /** The most bytes of one scan; what is longer is dropped up to its end. 4096. */
  readonly maximumBytes?: number;
}

const CR = 0x0d;
const LF = 0x0a;

/**
 * Decodes the byte stream of a serial scanner, in pieces of any size. An AIM identifier in front of the data is used where
 * there is one. A scan that holds control characters other than GS (0x1D, RS 0x1E and EOT 0x04 in envelopes) is invalid:
 * they are noise, or a wrong line speed. The caller's bytes are overwritten with zeros where anything in them was refused.
 */
export function createSerialLineDecoder(options: SerialLineOptions): StreamDecoder {
  const { framing, prefix = '', suffix = '' } = options;
  const idleMs = options.idleMs ?? (framing === 'idle' ? 80 : 500);
  const held = new Uint8Array(Math.max(1, options.maximumBytes ?? 4096));
  let length = 0;
  let overlong = false;
  let lastAtMs = 0;

  function reset(): void {
    held.fill(0, 0, length);
    length = 0;
    overlong = false;
  }

  function finish(): DecodeOutcome[] {
    let end = length;
    while (end > 0 && (held[end - 1] === CR || held[end - 1] === LF)) {
      end -= 1;
    }
    let start = 0;
    while (start < end && (held[start] === CR || held[start] === LF)) {
      start += 1;
    }
    const outcome: DecodeOutcome[] = overlong
      ? [{ result: 'invalid', reason: 'the scan is too long' }]
      : end === start
        ? []
        : [classifyBytes(held.subarray(start, end))];
    reset();
    return outcome;
  }

  function classifyBytes(bytes: Uint8Array): DecodeOutcome {
    return seenParity(bytes) === 'none'
      ? classifyLine(payloadText(bytes), prefix, suffix)
      : PARITY_SEEN;
  }

  function silence(atMs: number): DecodeOutcome[] {
    if ((length === 0 && !overlong) || atMs - lastAtMs < idleMs) {
      return [];
    }
    if (framing === 'idle') {
      return finish();
    }
    const bytes = held.subarray(0, length);
    const onlyLineEnds = !overlong && bytes.every((byte) => byte === LF || byte === CR);
    const brokenOff: DecodeOutcome =
      seenParity(bytes) === 'none'
        ? { result: 'invalid', reason: 'the scan broke off: scan again' }
        : PARITY_SEEN;
    reset();
    return onlyLineEnds ? [] : [brokenOff];
  }

  function ends(byte: number): boolean {
    switch (framing) {
      case 'cr':
        return byte === CR;
      case 'lf':
        return byte === LF;
      case 'crlf':
        return byte === LF && held[length - 2] === CR;
      case 'idle':
        return false;
    }
  }

  return {
    push(bytes, atMs) {
      const outcomes = silence(atMs);
      for (const byte of bytes) {
        if (length < held.length) {
          held[length] = byte;
          length += 1;
        } else {
          overlong = true;
          // The last two bytes stay current so that the end of the overlong scan is seen.
          held.copyWithin(length - 2, length - 1);
          held[length - 1] = byte;
        }
        if (ends(byte)) {
          outcomes.push(...finish());
        }
      }
      lastAtMs = bytes.length > 0 ? atMs : lastAtMs;
      if (outcomes.some(({ result }) => result === 'refused')) {
        bytes.fill(0);
      }
      return outcomes;
    },
    tick: silence,
    pending: () => length > 0,
    reset,
  };
}

/** Classifies one line without its end: prefix and suffix off, then as a scan, or as a swipe where it is one. */
export function classifyLine(line: string, prefix: string, suffix: string): DecodeOutcome {
  const outcome = classifyBetween(line, { prefix, suffix });
  return outcome.result === 'credential' && hasNoise(outcome.reading.text)
    ? { result: 'invalid', reason: 'control characters in the scan: check the speed of the port' }
    : outcome;
}

/** Whether `text` holds a control character that no scan holds; line ends, and the separators of ISO/IEC 15434, are data. */
function hasNoise(text: string): boolean {
  return /[\u0000-\u0003\u0005-\u0008\u000b\u000c\u000e-\u001b\u007f\ufffd]/.test(text);
}
