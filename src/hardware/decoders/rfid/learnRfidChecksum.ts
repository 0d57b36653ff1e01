import { fail, ok, type Result } from '../../../domain/result.ts';
import { readEm4100Frame, type FrameChecksum } from './em4100Frame.ts';

/**
 * Learns how a 125 kHz reader makes the last two digits of its frames, from whole frames (STX to ETX) of one or more cards.
 * Fails with one line for people: frames that agree with no rule, or with both (one card in 256: another card decides).
 */
export function learnRfidChecksum(frames: readonly Uint8Array[]): Result<FrameChecksum, string> {
  const read = frames.map(readEm4100Frame);
  const parts = read.flatMap((frame) => (frame.ok ? [frame.value] : []));
  if (parts.length === 0 || parts.length < read.length) {
    return fail('These are no frames of an RFID reader.');
  }
  if (parts.every(({ checksum }) => checksum === null)) {
    return ok('none');
  }
  const agree = (rule: (sum: number, byte: number) => number): boolean =>
    parts.every(({ tag, checksum }) => {
      const bytes = (tag.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
      return bytes.reduce(rule, 0) % 256 === checksum;
    });
  const xor = agree((sum, byte) => sum ^ byte);
  const sum = agree((total, byte) => total + byte);
  if (xor && sum) {
    return fail('With this card two checksums agree. Present another card.');
  }
  return xor ? ok('xor') : sum ? ok('sum') : fail('The checksum is of no kind that is known here.');
}
