import { fail, ok, type Result } from '../../domain/result.ts';
import type { DecodeOutcome } from '../decoders/decoded.ts';
import { latin1, payloadText } from '../decoders/payloadText.ts';
import { cardModuleFrameLength, readCardModuleFrame } from '../decoders/rfid/cardModuleFrame.ts';
import { FDX_B_LENGTH, readFdxBFrame } from '../decoders/rfid/fdxBFrame.ts';
import { readEm4100Frame } from '../decoders/rfid/em4100Frame.ts';
import { learnRfidChecksum } from '../decoders/rfid/learnRfidChecksum.ts';
import { clearParityBits, seenParity, type SeenParity } from '../decoders/parityBits.ts';
import { classifyLine } from '../decoders/serialLine.ts';
import type { SerialReaderConfiguration } from '../hostMessages.ts';
import { learnAffixes } from '../wedge/learnAffixes.ts';

/** What a reader's bytes say of its setting; speed and port apart. */
export type LearnedFraming = Pick<
  SerialReaderConfiguration,
  'kind' | 'framing' | 'prefix' | 'suffix' | 'frameCheck' | 'rfidChecksum'
>;

/** Why nothing was learned. */
export interface LearnFailure {
  readonly reason: 'notReadable' | 'paymentCard';
  readonly message: string;
}

const STX = 0x02;
const ETX = 0x03;
const CR = 0x0d;
const LF = 0x0a;
const SHORTEST_READ = 4;

const plain: LearnedFraming = {
  kind: 'lines',
  framing: 'idle',
  prefix: '',
  suffix: '',
  frameCheck: 'none',
  rfidChecksum: 'xor',
};

/**
 * Whether a burst of bytes can be a read: at a wrong speed bytes come out that no reader sends. Text, its line ends and
 * separators, and frames whose check character may be any byte.
 */
export function isReadableBurst(bytes: Uint8Array): boolean {
  const sevenBits = bytes.slice();
  clearParityBits(sevenBits);
  const readable = isText(bytes) || (seenParity(bytes) !== 'none' && isText(sevenBits));
  sevenBits.fill(0);
  return readable;
}

function isText(bytes: Uint8Array): boolean {
  const etx = bytes.lastIndexOf(ETX);
  const text = bytes[0] === STX && etx > 0 ? bytes.subarray(1, etx) : bytes;
  const isRfid = framesWithin(bytes).length > 0;
  return (
    isRfid ||
    (text.length >= SHORTEST_READ && /^[\x20-\x7e\r\n\t\x1d\x1e\x04\xa0-\xff]+$/.test(latin1(text)))
  );
}

/** How a reader sends: what its bytes mean, and where its port read 8 data bits without parity, what parity they show. */
export type LearnedSending = LearnedFraming & { readonly parity: SeenParity };

/**
 * Learns how a serial reader sends from bursts that are each one presentation of the same card or product: frames of an
 * RFID reader, STX and ETX with their check character, or lines with their end, prefix and suffix. Where the bytes show that
 * their highest bit is a parity bit, it is taken off them in place.
 */
export function learnSerialFraming(
  bursts: readonly Uint8Array[],
): Result<LearnedSending, LearnFailure> {
  const [parity = 'none', ...others] = bursts.map(seenParity);
  const agreed = others.every((other) => other === parity) ? parity : 'none';
  if (agreed !== 'none') {
    bursts.forEach(clearParityBits);
  }
  const learned = learnFraming(bursts);
  return learned.ok ? ok({ ...learned.value, parity: agreed }) : learned;
}

function learnFraming(bursts: readonly Uint8Array[]): Result<LearnedFraming, LearnFailure> {
  if (bursts.some(holdsPayment)) {
    return fail({
      reason: 'paymentCard',
      message: 'This is a payment card. Take a loyalty card or a product.',
    });
  }
  if (bursts.every((burst) => framesWithin(burst).length > 0)) {
    return learnRfid(bursts);
  }
  return bursts.every((burst) => burst[0] === STX && burst.includes(ETX))
    ? learnFrame(bursts)
    : learnLines(bursts);
}

function learnRfid(bursts: readonly Uint8Array[]): Result<LearnedFraming, LearnFailure> {
  const frames = bursts.flatMap(framesWithin).filter((frame) => readEm4100Frame(frame).ok);
  if (frames.length === 0) {
    return ok({ ...plain, kind: 'rfid' });
  }
  const checksum = learnRfidChecksum(frames);
  return checksum.ok
    ? ok({ ...plain, kind: 'rfid', rfidChecksum: checksum.value })
    : fail({ reason: 'notReadable', message: checksum.error });
}

/** The frames of an RFID reader in a burst; a card that is held to it sends several, the last perhaps cut off. */
function framesWithin(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = bytes.indexOf(STX); at >= 0; at = bytes.indexOf(STX, at + 1)) {
    const animal = bytes.subarray(at, at + FDX_B_LENGTH);
    if (readFdxBFrame(animal).ok) {
      frames.push(animal);
      at += FDX_B_LENGTH - 1;
      continue;
    }
    const moduleLength = cardModuleFrameLength(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    const module = bytes.subarray(at, at + (moduleLength ?? 0));
    if (moduleLength !== null && readCardModuleFrame(module).ok) {
      frames.push(module);
      at += moduleLength - 1;
      continue;
    }
    const etx = bytes.indexOf(ETX, at);
    const frame = bytes.subarray(at, etx + 1);
    if (etx > at && readEm4100Frame(frame).ok) {
      frames.push(frame);
    }
  }
  return frames;
}

function learnFrame(bursts: readonly Uint8Array[]): Result<LearnedFraming, LearnFailure> {
  const parts = bursts.map((burst) => {
    const etx = burst.indexOf(ETX);
    const data = burst.subarray(1, etx);
    return { behind: burst.subarray(etx + 1), xor: data.reduce((sum, byte) => sum ^ byte, 0) };
  });
  const agree = (extra: number): boolean =>
    parts.every(({ behind, xor }) => behind[0] === (xor ^ extra));
  if (agree(ETX)) {
    return ok({ ...plain, kind: 'framed', frameCheck: 'lrc' });
  }
  if (agree(0)) {
    return ok({ ...plain, kind: 'framed', frameCheck: 'bcc' });
  }
  return parts.every(({ behind }) => behind.every((byte) => byte === CR || byte === LF))
    ? ok({ ...plain, kind: 'framed', frameCheck: 'none' })
    : fail({
        reason: 'notReadable',
        message: 'The check character is of no kind that is known here.',
      });
}

function learnLines(bursts: readonly Uint8Array[]): Result<LearnedFraming, LearnFailure> {
  const affixes = learnAffixes(bursts.map(lineOf), () => false);
  return affixes.ok
    ? ok({ ...plain, framing: lineEndOf(bursts), ...affixes.value })
    : fail({ reason: 'notReadable', message: affixes.error });
}

function lineEndOf(bursts: readonly Uint8Array[]): LearnedFraming['framing'] {
  const endIn = (...end: number[]): boolean =>
    bursts.every((burst) => end.every((byte, index) => burst.at(index - end.length) === byte));
  return endIn(CR, LF) ? 'crlf' : endIn(CR) ? 'cr' : endIn(LF) ? 'lf' : 'idle';
}

function lineOf(burst: Uint8Array): string {
  return payloadText(burst).replaceAll(/^[\r\n]+|[\r\n]+$/g, '');
}

function holdsPayment(burst: Uint8Array): boolean {
  const refused = ({ result }: DecodeOutcome): boolean => result === 'refused';
  const text = lineOf(burst.filter((byte) => byte !== STX && byte !== ETX));
  return refused(classifyLine(text, '', '')) || refused(classifyLine(text.slice(0, -1), '', ''));
}
